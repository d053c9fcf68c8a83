import theme from 'vitepress/theme';
// oxlint-disable-next-line no-unassigned-import
import './wide-tables.css';

export default theme;
