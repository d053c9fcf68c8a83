import { expect, test } from 'vitest';
import { createApi } from '../../src/reconcile/api.ts';

test('fails after five attempts, with delays of one, two, four and eight seconds', async () => {
  const at: number[] = [];
  const get = createApi({
    account: 'example',
    apiToken: 'canary-token',
    fetch: async () => {
      at.push(performance.now());
      return new Response('canary', { status: 502 });
    },
  });
  await expect(get('contacts', {})).rejects.toThrow(
    /^ActiveCampaign’s API, GET \/api\/3\/contacts: the response is 502\.$/,
  );
  const gaps = at.slice(1).map((time, index) => Math.round((time - (at[index] ?? 0)) / 1000));
  expect(gaps).toEqual([1, 2, 4, 8]);
});
