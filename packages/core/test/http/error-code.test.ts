import { describe, expect, test } from 'vitest';
import { errorCode, errorSyscall } from '../../src/http/error-code.ts';

const token = 'EAAtestCanary0123456789abcdefghij';
const errorWith = (facts: object): Error => Object.assign(new Error(token), facts);
const throwing = Object.defineProperty({}, 'code', {
  get() {
    throw new Error(token);
  },
});

describe('errorCode', () => {
  test.each<[string, unknown, string]>([
    ['of the error', errorWith({ code: 'ECONNRESET' }), 'ECONNRESET'],
    ['with a digit', errorWith({ code: 'ERR_HTTP2_ERROR' }), 'ERR_HTTP2_ERROR'],
    ['of its cause', errorWith({ cause: { code: 'ENOTFOUND' } }), 'ENOTFOUND'],
    ['of the error before its cause', { code: 'EPIPE', cause: { code: 'ENOTFOUND' } }, 'EPIPE'],
    ['of its cause where it has none', { code: 7, cause: { code: 'ENOTFOUND' } }, 'ENOTFOUND'],
    ['of three letters', { code: 'EIO' }, 'EIO'],
    ['of 64 letters', { code: 'E'.repeat(64) }, 'E'.repeat(64)],
  ])('is the code %s', (_, error, expected) => {
    expect(errorCode(error)).toBe(expected);
  });

  test.each<[string, unknown]>([
    ['no error', undefined],
    ['null', null],
    ['text', token],
    ['a number as the code', { code: 23 }],
    ['two letters', { code: 'EX' }],
    ['65 letters', { code: 'E'.repeat(65) }],
    ['a token', { code: token }],
    ['a code before other text', { code: `ECONNRESET ${token}` }],
    ['a code after other text', { code: `${token} ECONNRESET` }],
    ['a code that begins with a digit', { code: '1ECONNRESET' }],
    ['a code of the cause of its cause', { cause: { cause: { code: 'ENOTFOUND' } } }],
    ['a getter that throws', throwing],
    ['a cause whose getter throws', { cause: throwing }],
  ])('is UNKNOWN for %s', (_, error) => {
    expect(errorCode(error)).toBe('UNKNOWN');
  });
});

describe('errorSyscall', () => {
  test.each<[string, unknown, string | undefined]>([
    ['of the error', errorWith({ syscall: 'connect' }), 'connect'],
    ['of its cause', errorWith({ cause: { syscall: 'read' } }), 'read'],
    ['of neither', errorWith({}), undefined],
    ['that is not text', { syscall: 7 }, undefined],
    ['of no error', undefined, undefined],
  ])('is the system call %s', (_, error, expected) => {
    expect(errorSyscall(error)).toBe(expected);
  });
});
