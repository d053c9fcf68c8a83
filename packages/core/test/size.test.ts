import { bundle } from '@meta-capi/stand-ins/bundle';
import { expect, test } from 'vitest';

const folder = import.meta.dirname;

// The size that is reached, and a little growth. Where it comes from is in bench/README.md.
test('a sender of one event has at most 41,200 bytes, minified and zipped', async () => {
  const source = `
    import { createCapiClient } from '@meta-capi/core';
    const capi = createCapiClient({ pixelId: '1', accessToken: '2', whenConsentUnknown: 'drop' });
    export const signedUp = (eventId, email) =>
      capi.sendCapiEvent('CompleteRegistration', { eventId, userData: { email } });`;
  const { zippedBytes, inputs } = await bundle(source, { folder, platform: 'node' });
  expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([]);
  expect(zippedBytes).toBeLessThanOrEqual(41_200);
});

test('/consent-tools has no dependencies and at most 2,500 bytes, minified and zipped', async () => {
  const source = `export * from '@meta-capi/core/consent-tools';`;
  const { zippedBytes, inputs } = await bundle(source, { folder, platform: 'browser' });
  expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([]);
  expect(inputs.some((path) => path.endsWith('src/consent-tools/klaro.ts'))).toBe(true);
  expect(zippedBytes).toBeLessThanOrEqual(2500);
});

test('generateEventId brings no hash into a browser bundle', async () => {
  const source = `export { generateEventId } from '@meta-capi/core/event-id';`;
  const { code } = await bundle(source, { folder, platform: 'browser' });
  expect(code).toContain('getRandomValues');
  expect(code.length).toBeLessThan(700);
});
