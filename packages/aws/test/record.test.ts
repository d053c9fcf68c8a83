import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRecord, writeRecord } from '../src/sqs/record.ts';
import { prepared, record } from './events.ts';

describe('a queue record', () => {
  test('is unchanged after it is written and read', () => {
    const written = record('order_1', { testEventCode: 'TEST1', firstAmbiguousAt: 17 });
    expect(readRecord(writeRecord(written))).toEqual({ ok: true, record: written });
  });

  test('contains only characters that SQS accepts, for any custom property', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const event = prepared('order_1', {
          customData: { value: 1, currency: 'EUR', note: text },
        });
        const body = writeRecord({ ...record('order_1'), event });
        expect(body).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]*$/);
        expect(readRecord(body).ok).toBe(true);
      }),
    );
    const note = '\ufffe\uffff\u0001\ud800';
    const event = prepared('order_1', { customData: { value: 1, currency: 'EUR', note } });
    expect(writeRecord({ ...record('order_1'), event })).not.toMatch(/[\ufffe\uffff\ud800]/);
  });

  test.each([
    ['text that is not JSON', 'kim@example.com', 'The body is not a JSON object.'],
    ['a list', '[]', 'The body is not a JSON object.'],
    ['null', 'null', 'The body is not a JSON object.'],
    ['undefined', undefined, 'The body is not a JSON object.'],
    [
      'another version',
      writeRecord({ ...record('a'), v: 2 as never }),
      'The record version is not 1: update this consumer.',
    ],
    ['no pixel id', JSON.stringify({ v: 1 }), 'pixelId is not 5 to 20 digits.'],
    [
      'a path as pixel id',
      writeRecord(record('a', { pixelId: '123/../../me' })),
      'pixelId is not 5 to 20 digits.',
    ],
    [
      'an unhashed e-mail',
      writeRecord(record('a')).replace(/"em":\["[0-9a-f]{64}"\]/, '"em":["kim@example.com"]'),
      'event: prepared.wire.user_data.em is not hashed.',
    ],
  ])('is rejected with an issue that contains no data: %s', (_, body, issue) => {
    const reading = readRecord(body);
    expect(reading).toEqual({ ok: false, issue });
    expect(JSON.stringify(reading)).not.toContain('kim@');
  });
});
