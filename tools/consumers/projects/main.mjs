import { tryMetaCapi } from './app.mjs';

console.log(await tryMetaCapi());
