import type { Stage } from './stage.ts';

/** One row of the table: what is done, and what Meta has to receive. */
export interface Situation {
  readonly name: string;
  /** `library`: Meta's library alone. `pixel`: this package together with it. */
  readonly subject: 'library' | 'pixel';
  /** Returns what was observed, as JSON. */
  readonly observe: (stage: Stage) => Promise<unknown>;
  readonly expected: unknown;
}

/** Runs one situation in a browser profile made for it. */
export async function observed(
  situation: Situation,
  openStage: () => Promise<Stage>,
): Promise<unknown> {
  const stage = await openStage();
  try {
    return JSON.parse(JSON.stringify((await situation.observe(stage)) ?? null)) as unknown;
  } finally {
    await stage.close();
  }
}
