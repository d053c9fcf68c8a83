import { describe, expect, test } from 'vitest';
import { prepared, refusal, taken, warnings } from './judged.ts';

describe('a flag', () => {
  test.each([
    [true, true],
    [false, false],
    ['true', true],
    ['False', false],
    [' true\n', true],
  ])('of %j is %j', async (optOut, sent) => {
    expect((await taken({ optOut })).opt_out).toBe(sent);
    expect(warnings({ optOut })).toEqual([]);
  });

  test.each([undefined, null])('of %j is not given', async (optOut) => {
    expect(await taken({ optOut })).not.toHaveProperty('opt_out');
  });

  test.each(['yes', 'no', 1, 0, '', {}, []])('of %j counts as true, with a warning', (flag) => {
    expect(prepared({ optOut: flag })).toMatchObject({
      ok: true,
      event: { wire: { opt_out: true } },
      warnings: [{ code: 'invalid_flag', path: 'optOut' }],
    });
    // A test must not be counted as a conversion.
    expect(refusal({ testMode: flag })[0]).toBe('test_mode_without_test_event_code');
    expect(prepared({ testMode: flag }, { testEventCode: 'TEST1' })).toMatchObject({
      ok: true,
      event: { testMode: true },
    });
  });
});
