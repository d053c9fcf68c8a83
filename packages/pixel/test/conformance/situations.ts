import { librarySituations } from './library-situations.ts';
import { pixelSituations } from './pixel-situations.ts';
import type { Situation } from './situation.ts';

/** The table: what Meta has to receive, whichever version of its library is on the page. */
export const situations: readonly Situation[] = [...librarySituations, ...pixelSituations];
