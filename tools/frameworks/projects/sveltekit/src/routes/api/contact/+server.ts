export { POST } from '../../../../snippets/core-sveltekit.ts';
