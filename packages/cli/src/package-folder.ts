/** The folder of this package: `src` and `dist`, where the built chunks are, are both one below it. */
export const packageFolder: URL = new URL('../', import.meta.url);
