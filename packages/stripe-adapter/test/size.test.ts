import { bundle } from '@meta-capi/stand-ins/bundle';
import { expect, test } from 'vitest';

// What a bundler makes of each entry for a browser or a Worker. `/event-id` is for thank-you pages.
// `/to-events` has 20 kB, about in proportion to what is minified: 37 kB of zod/mini, 11 kB for the
// shapes of all API versions and 7 kB of core, which reads the visitor and the consent of every carrier.
// 20.5 kB is that and a little growth: another dependency, or a part of `enrich`, exceeds it.
test.each([
  ['event-id', 200],
  // Pages with Payment Links load it.
  ['client-reference', 1100],
  ['to-events', 20_500],
])('/%s has no stripe in it and at most %d bytes, minified and zipped', async (entry, limit) => {
  const source = `export * from '@meta-capi/stripe-adapter/${entry}';`;
  const options = { folder: import.meta.dirname, platform: 'browser' } as const;
  const { zippedBytes, inputs } = await bundle(source, options);
  expect(inputs.filter((path) => path.includes('node_modules/stripe'))).toEqual([]);
  expect(inputs.some((path) => path.endsWith(`src/${entry}.ts`))).toBe(true);
  expect(zippedBytes).toBeLessThan(limit);
});
