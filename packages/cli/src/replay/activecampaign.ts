import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import { generateEventId } from '@meta-capi/core';
import type { Context } from '../context.ts';
import type { FileText } from '../files/read-files.ts';
import { CommandError } from '../output.ts';
import type { ReplayFlags } from './replay.ts';
import { routeOf, routeUrl, type SavedBody, type Source } from './source.ts';

/** Saved bodies of ActiveCampaign's webhooks: form data, one body a line. Nothing signs them. */
export function activeCampaignSource(flags: ReplayFlags, env: Context['env']): Source {
  const account = flags.account ?? env['ACTIVECAMPAIGN_ACCOUNT']?.trim();
  if (!account) {
    throw new CommandError(
      'usage',
      '--account is not given.',
      'Give the name of your ActiveCampaign account, or set ACTIVECAMPAIGN_ACCOUNT.',
    );
  }
  // The secret is in the webhook's URL and not in the body, so any serves here.
  const secret = generateEventId();
  const timeZone = env['ACTIVECAMPAIGN_TIME_ZONE']?.trim() || undefined;
  return {
    route: routeOf(activeCampaignAdapter({ account, secret, timeZone, listId: flags.list })),
    bodiesOf: lines,
    requestOf: async (body) =>
      new Request(`${routeUrl}?secret=${secret}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      }),
  };
}

function lines({ file, text }: FileText): readonly SavedBody[] {
  return text
    .split('\n')
    .map((line, index) => ({ body: line.trim(), place: `${file}:${index + 1}` }))
    .filter(({ body }) => body !== '');
}
