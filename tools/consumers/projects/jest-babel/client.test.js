import { tryMetaCapi } from '../app.mjs';

test('an event and a forged webhook', async () => {
  expect(await tryMetaCapi()).toBe(process.env.EXPECTED);
});
