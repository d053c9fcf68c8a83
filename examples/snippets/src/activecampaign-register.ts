/** Registers the account webhook; run it once. */
export async function registerWebhook(apiUrl: string, apiToken: string, url: string) {
  const response = await fetch(`${apiUrl}/api/3/webhooks`, {
    method: 'POST',
    headers: { 'api-token': apiToken, 'content-type': 'application/json' },
    body: JSON.stringify({
      webhook: { name: 'Meta conversions', url, events: ['subscribe'], sources: ['public', 'api'] },
    }),
  });
  if (!response.ok) throw new Error(`ActiveCampaign answered ${response.status}`);
}
