import type { Warning } from '../src/event/result.ts';
import type { Explanation, Trace } from '../src/event/trace.ts';

/** A trace that keeps what it hears. */
export function recorder(): Required<Trace> & { warnings: Warning[]; explanations: Explanation[] } {
  const warnings: Warning[] = [];
  const explanations: Explanation[] = [];
  return {
    warnings,
    explanations,
    warn: (warning) => void warnings.push(warning),
    explain: (explanation) => void explanations.push(explanation),
  };
}
