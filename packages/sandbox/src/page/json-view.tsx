/** @jsxImportSource preact */
import type { VNode } from 'preact';

const token =
  /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON with highlighted keys, texts and other values. */
export function JsonView({ value }: { readonly value: unknown }): VNode {
  const text = JSON.stringify(value, null, 2) ?? '';
  const parts: (VNode | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const [all, quoted, colon] = match;
    if (quoted === undefined) parts.push(<span class="literal">{all}</span>);
    else if (colon === undefined) parts.push(<span class="text">{quoted}</span>);
    else parts.push(<span class="json-key">{quoted}</span>, colon);
  }
  parts.push(text.slice(end));
  return <pre class="json">{parts}</pre>;
}
