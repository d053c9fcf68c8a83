import { reconcileActiveCampaign } from '@meta-capi/activecampaign-adapter';
import { type EventSink, type OnceStore, onlyOnce } from '@meta-capi/core';

/** Every night: sends the events that webhooks have missed in the last two days. */
export async function reconcile(capi: EventSink, store: OnceStore, apiToken: string) {
  const { complete, outcomes } = await reconcileActiveCampaign({
    account: 'example',
    apiToken,
    // The store of the webhook's own onlyOnce: it contains what was sent, under every id.
    sink: onlyOnce(capi, store, { scope: '1234567890' }),
    since: new Date(Date.now() - 2 * 86_400_000),
    listIds: [3],
    onProgress: ({ read }) => console.log(`${read} contacts read`),
  });
  console.log(complete ? 'complete' : 'stopped early', outcomes);
}
