import { describe, expect, it } from 'vitest';
import { isPrintedNothing, wellFormed } from '../../src/input/text.ts';

describe('isPrintedNothing', () => {
  it.each([
    '',
    ' \t\n',
    'undefined',
    'null',
    'NULL',
    ' null ',
    'NaN',
    'nan',
    '[object Object]',
    '[object object]',
    undefined,
    null,
    7,
    Number.NaN,
    {},
    ['order-1'],
  ])('is true of %j', (value) => {
    expect(isPrintedNothing(value)).toBe(true);
  });

  it.each(['0', 'false', 'order-1', 'null-1', '1-null', 'undefined1', 'my nan', '[object Map]'])(
    'is false of %j',
    (value) => {
      expect(isPrintedNothing(value)).toBe(false);
    },
  );
});

// https://tc39.es/ecma262/#sec-string.prototype.towellformed
describe('wellFormed', () => {
  it.each([
    ['', ''],
    ['Maria 정 é', 'Maria 정 é'],
    ['😀', '😀'],
    ['a😀b', 'a😀b'],
    ['\ud83d', '\ufffd'],
    ['\ude00', '\ufffd'],
    ['cut \ud83d', 'cut \ufffd'],
    ['\ude00 cut', '\ufffd cut'],
    ['\ud83d😀', '\ufffd😀'],
    ['\ude00\ud83d', '\ufffd\ufffd'],
    ['\ud800 and \udfff', '\ufffd and \ufffd'],
    ['\ud7ff\ue000\uffff', '\ud7ff\ue000\uffff'],
  ])('makes %j well formed', (text, expected) => {
    expect(wellFormed(text)).toBe(expected);
  });
});
