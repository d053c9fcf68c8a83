import { createDiagnostics, type Diagnostics, type Explanation } from '../src/event/issue.ts';

/** Diagnostics that keep explanations too. */
export function recorder(): Diagnostics & { explanations: Explanation[] } {
  const explanations: Explanation[] = [];
  return { ...createDiagnostics(), explanations };
}
