import { afterEach, expect, it, vi } from 'vitest';
import { initPixel } from '../../src/init-pixel.ts';
import { takeFromUrl } from '../../src/track/take-from-url.ts';
import { fakePage } from '../fake-page.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['/thanks?client_secret=pi_1&utm_source=mail', '/thanks?utm_source=mail'],
  ['/thanks?a=1&client_secret=pi_1', '/thanks?a=1'],
  ['/thanks?client_secret=pi_1', '/thanks'],
  ['/thanks#client_secret=pi_1&b=2', '/thanks#b=2'],
  ['/#/thanks?client_secret=pi_1&b=2', '/#/thanks?b=2'],
  ['/#/thanks?client_secret=pi_1', '/#/thanks'],
  ['/#!/a/thanks?b=2&client_secret=pi_1', '/#!/a/thanks?b=2'],
  ['/?client_secret=pi_1#/thanks?b=2', '/#/thanks?b=2'],
  ['/thanks?a=%20b+c&client_secret=pi_1#top', '/thanks?a=%20b+c#top'],
])('takes a parameter from %s', (path, left) => {
  fakePage({ url: `https://shop.example.com${path}` });

  expect(takeFromUrl(['client_secret', 'token'])).toEqual({ client_secret: 'pi_1' });
  expect(location.href).toBe(`https://shop.example.com${left}`);
});

it('takes a value of a fragment that holds a question mark', () => {
  fakePage({ url: 'https://shop.example.com/#token=a?b' });

  expect(takeFromUrl(['token'])).toEqual({ token: 'a?b' });
  expect(location.href).toBe('https://shop.example.com/');
});

it('leaves an address without these parameters as it is', () => {
  fakePage({ url: 'https://shop.example.com/?q=a%20b&my_token=1#part' });
  const replace = vi.spyOn(history, 'replaceState');

  expect(takeFromUrl(['token'])).toEqual({});
  expect(replace).not.toHaveBeenCalled();
});

it('returns the same values when it is called again on this page, and none on another', () => {
  const page = fakePage({ url: 'https://shop.example.com/thanks?token=1' });
  expect([takeFromUrl(['token']), takeFromUrl(['token'])]).toEqual([
    { token: '1' },
    { token: '1' },
  ]);

  page.push('/next');
  expect(takeFromUrl(['token'])).toEqual({});
  page.push('/thanks?token=2');
  expect(takeFromUrl(['token'])).toEqual({ token: '2' });
});

it('returns nothing on a server, and throws nothing where the address cannot change', () => {
  expect(takeFromUrl(['token'])).toEqual({});

  fakePage({ url: 'https://shop.example.com/?token=1' });
  vi.spyOn(history, 'replaceState').mockImplementation(() => {
    throw new DOMException('sandboxed', 'SecurityError');
  });
  expect(takeFromUrl(['token'])).toEqual({ token: '1' });
});

it('warns once, during development, of a secret that is still in the address', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const options = { pixelId: '1234567890', whenConsentUnknown: 'send' } as const;
  fakePage({ url: 'https://shop.example.com/?payment_intent_client_secret=pi_1' });
  initPixel(options);
  expect(warn).not.toHaveBeenCalled();

  const page = fakePage({ url: 'http://localhost:3000/?payment_intent_client_secret=pi_1' });
  initPixel(options);
  page.push('/reset#token=2');
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/^@meta-capi\/pixel: call takeFromUrl: payment_intent_client_secret /),
  );
  warn.mockRestore();
});

it('starts and warns on a page without a bundler, which has no process', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  vi.resetModules();
  const { initPixel: start } = await import('../../src/init-pixel.ts');
  fakePage({ url: 'http://localhost:3000/?token=1' });
  vi.stubGlobal('process', undefined);
  try {
    expect(start({ pixelId: '1234567890', whenConsentUnknown: 'send' })).toBe(true);
  } finally {
    vi.unstubAllGlobals();
  }
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('call takeFromUrl: token'));
  warn.mockRestore();
});
