import theme from 'vitepress/theme';
// oxlint-disable-next-line import/no-unassigned-import: a style sheet.
import './wide-tables.css';

export default theme;
