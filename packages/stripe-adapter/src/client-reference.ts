export { packClientReference } from './mapping/client-reference.ts';
