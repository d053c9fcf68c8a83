import type { MarkdownRenderer } from 'vitepress';

/** Shows `{{…}}` as it is: no page contains an expression of Vue. */
export function shownBraces({ renderer: { rules } }: MarkdownRenderer): void {
  for (const name of ['text', 'code_inline'] as const) {
    const render = rules[name];
    rules[name] = (...given) => (render?.(...given) ?? '').replaceAll('{{', '&#123;&#123;');
  }
}
