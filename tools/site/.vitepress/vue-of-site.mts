import type { Plugin } from 'vite';

/** Vite's root is the repository, which has no Vue: its packages are those of this folder. */
export function vueOfSite(): Plugin {
  return {
    name: 'vue-of-site',
    enforce: 'pre',
    resolveId(source, importer, { ssr }) {
      if (!/^vue(?:\/server-renderer)?$/.test(source)) return null;
      if (ssr === true) return { id: source, external: true };
      return importer?.includes('.md')
        ? this.resolve(source, import.meta.filename, { skipSelf: true })
        : null;
    },
  };
}
