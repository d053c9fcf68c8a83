import { tryMetaCapi } from '../app.mjs';

// What esbuild makes of it is CommonJS: Lambda's Node 20 and 22 take that.
export const handler = async () => tryMetaCapi();
