import type { MarkdownRenderer } from 'vitepress';

/**
 * Makes code groups of what a page puts between `<!-- tabs -->` and `<!-- /tabs -->`: each bold line
 * is the name of the tab of the code below it. On GitHub they stay headings above their code.
 */
export function tabs(markdown: MarkdownRenderer): void {
  markdown.core.ruler.before('normalize', 'tabs', (state) => {
    state.src = state.src.replace(
      /^<!-- tabs -->\n([\s\S]*?)^<!-- \/tabs -->/gm,
      (_, content: string) => {
        const groups = content.replace(
          /^\*\*([^*]+)\*\*\n+(?:<!-- \S+ -->\n)?```(\w+)\n/gm,
          (_match, name: string, language: string) => `\`\`\`${language} [${name}]\n`,
        );
        return `::: code-group\n\n${groups}\n:::`;
      },
    );
  });
}
