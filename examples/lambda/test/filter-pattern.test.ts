import { expect, test } from 'vitest';
import { filterOf } from './filter-pattern.ts';

// The examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html and
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
test.each([
  ['%AUTHORIZED%', '[ERROR 401] UNAUTHORIZED REQUEST', true],
  ['%AUTHORIZED%', '[SUCCESS 200] AUTHORIZED REQUEST', true],
  ['%[Ee]rror|[Ff]ail%', 'a Fail', true],
  ['%^[hc]at%', 'hat', true],
  ['%^[hc]at%', 'a hat', false],
  ['%colou?r%', 'color', true],
  ['%a{3,5}%', 'aa', false],
  ['%a{3,5}%', 'aaa', true],
  ['%10\\.10\\.0\\.1%', '10.10.0.1', true],
  ['%10\\.10\\.0\\.1%', '10x10x0x1', false],
  ['ERROR', '[ERROR 400] BAD REQUEST', true],
  ['ERROR', '[error 400] bad request', false],
  ['ERROR ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', true],
  ['ERROR ARGUMENTS', '[ERROR 400] BAD REQUEST', false],
  ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', true],
  ['"INTERNAL SERVER ERROR"', '[ERROR 500] SERVER INTERNAL ERROR', false],
])('%s on %j is %s', (pattern, logEvent, expected) => {
  expect(filterOf(pattern)(logEvent)).toBe(expected);
});

test.each([
  '%something!%',
  '%(a|b)%',
  '%a b%',
  '%"level"%',
  '%é%',
  '%\\q%',
  '',
  '?ERROR',
  '-ERROR',
  '{ $.a = 1 }',
])('%s is refused', (pattern) => {
  expect(() => filterOf(pattern)).toThrow(TypeError);
});
