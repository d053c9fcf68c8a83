import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import { createCapiClient, createWebhookHandler, type Report } from '@meta-capi/core';
import { newsletterRoute } from '@meta-capi/example-snippets/activecampaign-newsletter';
import { registerWebhook } from '@meta-capi/example-snippets/activecampaign-register';
import type { SandboxServer } from '@meta-capi/sandbox';
import { startActiveCampaign } from '@meta-capi/stand-ins/activecampaign';
import { type DemoRow, rowOf } from './row.ts';
import { serve } from './serve.ts';

const account = 'example';
const apiToken = 'made-up-token-for-this-demo-only';
const secret = 'made-up-secret-for-this-demo-only';

/**
 * Lets people subscribe in every way that ActiveCampaign, played on loopback, knows, and tells what
 * its webhooks and the site's own route came to. All people are made up.
 */
export async function runActiveCampaignDemo({ sandbox, url: baseUrl }: SandboxServer): Promise<{
  rows: readonly DemoRow[];
  counted: number;
}> {
  const before = sandbox.counted.length;
  const activeCampaign = await startActiveCampaign(apiToken);
  const reports: Report[] = [];
  const after: Promise<unknown>[] = [];
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'demo-token-for-the-local-sandbox',
    whenConsentUnknown: 'send',
    baseUrl,
  });
  const newsletter = newsletterRoute({
    capi,
    account,
    apiUrl: activeCampaign.url,
    apiToken,
    listId: 3,
    after: (work) => void after.push(work()),
  });
  const webhook = createWebhookHandler(activeCampaignAdapter({ account, secret }), capi, {
    timeoutMs: 4000,
    reporter: (report) => reports.push(report),
  });
  const site = await serve((request) =>
    new URL(request.url).pathname === '/api/newsletter' ? newsletter(request) : webhook(request),
  );
  const hookUrl = `${site.url}/api/hooks/activecampaign/${secret}`;

  const rows: DemoRow[] = [];
  async function row(received: string, act: () => Promise<number>): Promise<void> {
    const seen = sandbox.events.length;
    const reported = reports.length;
    const answered = await act();
    rows.push(rowOf(received, answered, sandbox.events.at(seen), reports.at(reported)));
  }
  async function webhooks(): Promise<number> {
    await activeCampaign.postWebhooks();
    return activeCampaign.deliveries.at(-1)?.status ?? 0;
  }

  try {
    await registerWebhook(activeCampaign.url, apiToken, hookUrl);
    await row('a form of your own: its route', async () => {
      const body = JSON.stringify({ email: 'maria@example.com' });
      const { status } = await fetch(`${site.url}/api/newsletter`, { method: 'POST', body });
      await Promise.all(after);
      return status;
    });
    await row('… and the webhook that follows', webhooks);
    await row('a form of ActiveCampaign’s', async () => {
      activeCampaign.submitForm({ email: 'noor@example.com', firstName: 'Noor' }, '3');
      return webhooks();
    });
    await row('the same webhook once more', async () => {
      await activeCampaign.repeatLast();
      return webhooks();
    });
    await row('an automation’s webhook, for list 4', async () => {
      await activeCampaign.reachAutomation('noor@example.com', `${hookUrl}?list=4`);
      return webhooks();
    });
    await row('a forged post', async () => {
      await activeCampaign.reachAutomation('noor@example.com', `${site.url}/api/hooks/guess`);
      return webhooks();
    });
    return { rows, counted: sandbox.counted.length - before };
  } finally {
    await site.close();
    await activeCampaign.close();
  }
}
