import { scaleTable } from './table.ts';

// npm run scale
console.log(scaleTable());
