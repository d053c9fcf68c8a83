import type { Warning } from '../src/result.ts';
import type { Explanation, Trace } from '../src/trace.ts';

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
