/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

export function CopyButton(props: { readonly label: string; readonly text: string }): VNode {
  const { label, text } = props;
  const [said, say] = useState(label);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => say('Copied'),
      () => say('The browser cannot copy'),
    );
  };
  return (
    <button type="button" onClick={copy} aria-live="polite">
      {said}
    </button>
  );
}
