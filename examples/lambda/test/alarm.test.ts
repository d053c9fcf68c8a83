import { join } from 'node:path';
import { readSamTemplate } from '@meta-capi/stand-ins/sam-template';
import { beforeAll, describe, expect, test } from 'vitest';
import { filterOf } from './filter-pattern.ts';
import { type Behaviour, broken, refusing, startGraph, up } from './graphs.ts';
import { linesOfHealthyDay, modes } from './healthy-day.ts';
import { startLambda } from './lambda.ts';
import { logEventsOf, platformLogEvents } from './log-events.ts';
import { registration } from './registration.ts';
import { unpackedZip } from './unpacked.ts';

let isCounted: (logEvent: string) => boolean;
let file: string;

beforeAll(async () => {
  const { Resources } = await readSamTemplate(new URL('../template.yaml', import.meta.url));
  isCounted = filterOf(String(Resources['Failures']?.Properties['FilterPattern']));
  file = join(await unpackedZip(), 'index.js');
});

// Each option has each of its values in two of these; alarm.slow.test.ts runs all 32 modes.
const someModes = [0, 14, 21, 27]
  .map((at) => modes[at] ?? modes[0])
  .filter((mode) => mode !== undefined);

// Retried, because on a machine that stalls for a second an event is really lost, and logged.
test.for(someModes)('no line of a healthy day is counted: %o', { retry: 2 }, async (mode) => {
  const lines = await linesOfHealthyDay(file, mode);
  // The day has warnings, which a filter of the word meta-capi alone would count.
  expect(lines.filter(filterOf('"meta-capi"')).length).toBeGreaterThan(0);
  expect(lines.flatMap(logEventsOf).filter(isCounted)).toEqual([]);
});

test('no line of Lambda’s own or of the extension’s is counted', () => {
  expect(platformLogEvents.filter(isCounted)).toEqual([]);
});

describe('each lost registration is one counted line, as text and as JSON', () => {
  const events = [registration('one'), registration('two')];
  const configuration = {
    META_PIXEL_ID: '1234567890',
    META_CAPI_ACCESS_TOKEN: 'EAAmadeupmadeupmadeup',
    META_CONSENT_UNKNOWN: 'send',
  };

  test.for<[string, Record<string, string>, Behaviour]>([
    ['Meta refuses the token', {}, refusing],
    ['Meta breaks', {}, broken],
    ['the pixel is not set', { META_PIXEL_ID: '' }, up],
    ['the choice on consent is not set', { META_CONSENT_UNKNOWN: '' }, up],
    [
      'the extension does not answer',
      {
        META_CAPI_ACCESS_TOKEN: '',
        META_CAPI_ACCESS_TOKEN_PARAMETER: '/shop/token',
        PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: '1',
      },
      up,
    ],
  ])('%s', async ([, env, behaviour], { onTestFinished }) => {
    const graph = await startGraph(behaviour);
    onTestFinished(graph.close);
    const fn = await startLambda({
      file,
      env: { ...configuration, META_CAPI_BASE_URL: graph.url, ...env },
    });
    onTestFinished(fn.close);
    for (const event of events) await fn.cognito(event);
    const counted = fn.log.filter(isCounted);
    // The extension writes why there was no token, and the client that an event was not sent.
    expect(counted.length).toBeGreaterThanOrEqual(events.length);
    for (const line of counted) expect(logEventsOf(line).every(isCounted)).toBe(true);
  });

  test('an answer on consent that cannot be read is counted', async ({ onTestFinished }) => {
    const fn = await startLambda({ file, env: configuration });
    onTestFinished(fn.close);
    await fn.cognito(registration('one', { attributes: { 'custom:meta_consent': 'perhaps' } }));
    expect(fn.log.filter(isCounted)).toHaveLength(1);
    expect(fn.log.join()).not.toContain('perhaps');
  });

  test('every event without sub is counted', async ({ onTestFinished }) => {
    const fn = await startLambda({ file, env: configuration });
    onTestFinished(fn.close);
    const event = registration('');
    await fn.cognito(event);
    await fn.cognito(event);
    expect(fn.log.filter(isCounted)).toHaveLength(2);
  });
});
