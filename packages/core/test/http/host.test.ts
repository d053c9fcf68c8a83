import { expect, test } from 'vitest';
import { isHost } from '../../src/http/host.ts';

test.each([
  'example.com',
  'shop.example.com:8443',
  'localhost',
  '127.0.0.1:3000',
  '[::1]',
  '[2606:4700::1]:443',
  'my_container:80',
])('%s is a host', (text) => {
  expect(isHost(text)).toBe(true);
  expect(new URL(`http://${text}/a`).pathname).toBe('/a');
});

test.each([
  '',
  'evil.example/x?',
  'evil.example?',
  'evil.example#',
  'a@evil.example',
  'a:b@evil.example',
  'evil.example\\x',
  'evil.example:',
  'evil.example:123456',
  'evil.example:99999',
  '[::1',
  '[evil]',
  'a b',
  'a\r\nb',
  'ex%61mple.com',
  '1.2.3.4.5',
  `${'a.'.repeat(150)}example`,
])('%j is not', (text) => {
  expect(isHost(text)).toBe(false);
});
