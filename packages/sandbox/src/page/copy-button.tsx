/** @jsxImportSource preact */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

export function CopyButton(props: {
  readonly label?: string;
  /** Shows an icon instead of the label; this is what screen readers announce. */
  readonly name?: string;
  readonly text: string;
}): VNode {
  const { label, name, text } = props;
  const [result, setResult] = useState<'copied' | 'failed' | undefined>(undefined);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setResult('copied'),
      () => setResult('failed'),
    );
    setTimeout(() => setResult(undefined), 2000);
  };
  const isIcon = name !== undefined;
  const labels = { copied: isIcon ? '✓' : 'Copied', failed: 'Cannot copy' };
  const idle = isIcon ? <CopyIcon /> : label;
  return (
    <button
      type="button"
      class={isIcon ? 'icon' : ''}
      onClick={copy}
      aria-live="polite"
      {...(name !== undefined && { 'aria-label': result === 'copied' ? 'Copied' : name })}
    >
      {result === undefined ? idle : labels[result]}
    </button>
  );
}

function CopyIcon(): VNode {
  return (
    <svg width="13" height="13" viewBox="0 0 16 16" aria-hidden="true">
      <rect x="5" y="5" width="9" height="9" rx="1.5" />
      <path d="M3 11H2.5A1.5 1.5 0 0 1 1 9.5v-7A1.5 1.5 0 0 1 2.5 1h7A1.5 1.5 0 0 1 11 2.5V3" />
    </svg>
  );
}
