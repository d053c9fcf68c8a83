export { default } from '../../snippets/core-nuxt.ts';
