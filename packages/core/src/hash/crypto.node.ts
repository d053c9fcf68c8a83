// A file, since Jest cannot resolve an import of a package to one of Node's own modules.
export { hash } from 'node:crypto';
