import { describe, expect, it } from 'vitest';
import { asGiven, checkLeadId, checkLoginId } from '../../src/normalize/ids.ts';
import { outcome } from './outcome.ts';

describe('checkLeadId', () => {
  it.each([
    ['123456789012345', '123456789012345'],
    ['12345678901234567', '12345678901234567'],
    ['12345678901234', 'refused: invalid_lead_id'],
    ['123456789012345678', 'refused: invalid_lead_id'],
    ['l:123456789012345', 'refused: invalid_lead_id'],
    ['123456789012345.0', 'refused: invalid_lead_id'],
    ['1234567890123456', '1234567890123456'],
    ['', 'refused: invalid_lead_id'],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(checkLeadId(text))).toBe(expected);
  });
});

describe('checkLoginId', () => {
  it.each([
    ['1', '1'],
    ['10229876543210987', '10229876543210987'],
    ['fb-1', 'refused: invalid_login_id'],
    ['1 2', 'refused: invalid_login_id'],
    ['1x', 'refused: invalid_login_id'],
    ['x1', 'refused: invalid_login_id'],
    ['', 'refused: invalid_login_id'],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(checkLoginId(text))).toBe(expected);
  });
});

describe('asGiven', () => {
  it('changes nothing', () => {
    expect(asGiven('Sub_1 ')).toBe('Sub_1 ');
  });
});
