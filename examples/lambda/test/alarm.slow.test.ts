import { join } from 'node:path';
import { readSamTemplate } from '@meta-capi/stand-ins/sam-template';
import { beforeAll, expect, test } from 'vitest';
import { filterOf } from './filter-pattern.ts';
import { linesOfHealthyDay, modes } from './healthy-day.ts';
import { logEventsOf } from './log-events.ts';
import { unpackedZip } from './unpacked.ts';

let isCounted: (logEvent: string) => boolean;
let file: string;

beforeAll(async () => {
  const { Resources } = await readSamTemplate(new URL('../template.yaml', import.meta.url));
  isCounted = filterOf(String(Resources['Failures']?.Properties['FilterPattern']));
  file = join(await unpackedZip(), 'index.js');
});

// Retried, because on a machine that stalls for a second an event is really lost, and logged.
test.for(modes)('no line of a healthy day is counted: %o', { retry: 2 }, async (mode) => {
  const lines = await linesOfHealthyDay(file, mode);
  expect(lines.flatMap(logEventsOf).filter(isCounted)).toEqual([]);
});
