import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createCapiClient } from '../../src/index.ts';

// A burst of calls waits for the same responses, and what each call keeps until then is copied by every
// garbage collection.
test('a call that waits for its response keeps less than 1,100 bytes on the heap', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const capi = createCapiClient({
    pixelId: '1234567890123456',
    accessToken: 'x'.repeat(40),
    whenConsentUnknown: 'send',
    fetch: () => new Promise(() => {}),
  });
  const send = (n: number): void => {
    const eventName = 'Lead';
    const userData = { email: `person${n}@example.com`, city: 'Athens' };
    const customData = { content_name: 'x'.repeat(2000) + n };
    void capi.sendEvents([
      { eventName, eventId: `lead-${n}`, eventTime: new Date(), userData, customData },
    ]);
  };
  const heapOf = async (calls: number): Promise<number> => {
    for (let n = 0; n < calls; n += 1) send(n);
    await new Promise((resolve) => setTimeout(resolve, 50));
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  // The first requests are in flight; the events of later calls are in batches.
  const before = await heapOf(1000);
  const bytes = ((await heapOf(6000)) - before) / 6000;

  expect(bytes).toBeLessThan(1100);
  await capi.close({ timeoutMs: 0 });
});
