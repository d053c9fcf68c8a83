import {
  type CapiEvent,
  checkBackfillSince,
  type EventOutcome,
  type EventSink,
} from '@meta-capi/core';
import { accountName } from './account-name.ts';
import { createApi } from './api.ts';
import {
  type ContactPage,
  contactPages,
  type ListedContact,
  type ListMembership,
} from './contact-pages.ts';
import { readDateTime } from './date-time.ts';
import type { ActiveCampaignToEventsOptions } from './options.ts';
import { activeCampaignToEvents } from './to-events.ts';

export interface ReconcileActiveCampaignOptions
  extends Omit<ActiveCampaignToEventsOptions, 'initiatedFrom' | 'listId'> {
  /** From Settings > Developer. */
  apiToken: string;
  /** Where the events go: the client, or better `onlyOnce(capi, store, …)`. */
  sink: EventSink;
  /** Subscriptions from here on; Meta takes those of the last 7 days. */
  since: Date;
  /** @default every list */
  listIds?: readonly (string | number)[] | undefined;
  /**
   * Which subscriptions count. The API does not say who made one: people whom you imported or added
   * in bulk look like those who came themselves.
   * @default all
   */
  filter?: ((membership: ListMembership) => boolean) | undefined;
  /** Sends again what is older than 47 hours, which may count what was sent before twice. */
  force?: boolean | undefined;
  /** Hears of every page of 100 contacts; what it throws ends the reconciliation. */
  onProgress?: ((progress: ReconcileProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Makes every request to ActiveCampaign in place of the platform's own HTTP client. */
  fetch?: typeof fetch | undefined;
}

export interface ReconcileProgress {
  /** Contacts read. */
  read: number;
  /** Subscriptions of unknown time: set `timeZone`. They are left out. */
  unreadable: number;
  /** Events, by what became of them. */
  outcomes: Readonly<Record<EventOutcome['outcome'], number>>;
}

export interface ReconcileResult extends ReconcileProgress {
  /** False where it stopped because something did not reach Meta: run it again, the ids are the same. */
  complete: boolean;
}

/**
 * Sends what webhooks have missed: reads every contact of your lists (500 a second at the most) and
 * makes of each subscription since then what its webhook would have made, id and time included.
 *
 * @throws RangeError where `since` is more than 7 days ago, or more than 47 hours while the sink
 * does not remember what was sent and `force` is not set. Error where ActiveCampaign's API cannot
 * be read; what was sent until then is sent.
 */
export async function reconcileActiveCampaign(
  options: ReconcileActiveCampaignOptions,
): Promise<ReconcileResult> {
  const { sink, listIds = [undefined], onProgress, signal } = options;
  const now = new Date();
  checkOptions(options, now);
  const get = createApi(options);
  const outcomes = { delivered: 0, queued: 0, skipped: 0, rejected: 0, notSent: 0, ambiguous: 0 };
  const progress = { read: 0, unreadable: 0 };

  for (const listId of listIds) {
    for await (const page of contactPages(get, {
      listId,
      withFields: options.fields !== undefined,
    })) {
      const { events, unreadable } = readPage(page, listId, now, options);
      const result = await sink.sendEvents(events, { signal });
      for (const { outcome } of result.outcomes) outcomes[outcome] += 1;
      progress.read += page.contacts.length;
      progress.unreadable += unreadable;
      onProgress?.({ ...progress, outcomes: { ...outcomes } });
      if (result.outcomes.some(mayArriveLater)) return { ...progress, outcomes, complete: false };
    }
  }
  return { ...progress, outcomes, complete: true };
}

const dayMs = 86_400_000;

function checkOptions(options: ReconcileActiveCampaignOptions, now: Date): void {
  const { account, apiToken, since } = options;
  if (accountName(account) === undefined) {
    throw new TypeError('account: give your ActiveCampaign account’s name.');
  }
  if (!/^[\x21-\x7e]+$/.test(apiToken)) {
    throw new TypeError('apiToken: copy it from Settings > Developer.');
  }
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
  if (now.getTime() - since.getTime() > 7 * dayMs) {
    throw new RangeError('since: Meta takes events of the last 7 days only.');
  }
  checkBackfillSince(options);
}

function readPage(
  { contacts, contactLists, fieldValues }: ContactPage,
  listId: string | number | undefined,
  now: Date,
  options: ReconcileActiveCampaignOptions,
): { events: readonly CapiEvent[]; unreadable: number } {
  const { since, timeZone, filter = () => true } = options;
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  const events: CapiEvent[] = [];
  let unreadable = 0;
  for (const membership of contactLists) {
    const { contact: id, list, status, sdate } = membership;
    const contact = byId.get(id);
    const isAsked = listId === undefined || list === String(listId);
    if (contact === undefined || status !== '1' || !isAsked || !filter(membership)) continue;
    const time = readDateTime(sdate, { near: now, timeZone });
    if (time === undefined) unreadable += 1;
    if (time === undefined || time < since || time > now) continue;
    const values = fieldValues.filter((value) => value.contact === id);
    events.push(...eventsOf(contact, { list, time, values }, now, options));
  }
  return { events, unreadable };
}

/** As the webhook of this subscription would have it. */
function eventsOf(
  { id, email, firstName, lastName, phone }: ListedContact,
  { list, time, values }: { list: string; time: Date; values: ContactPage['fieldValues'] },
  now: Date,
  options: ReconcileActiveCampaignOptions,
): readonly CapiEvent[] {
  const payload = {
    type: 'subscribe',
    date_time: time.toISOString(),
    initiated_from: 'api',
    list,
    contact: {
      id,
      email,
      first_name: firstName,
      last_name: lastName,
      phone,
      fields: Object.fromEntries(values.map(({ field, value }) => [field, value])),
    },
  };
  return activeCampaignToEvents(payload, now, { ...options, initiatedFrom: ['api'] });
}

/** Later events would meet the same obstacle. */
function mayArriveLater({ outcome, reason, error }: EventOutcome): boolean {
  return (
    outcome === 'notSent' ||
    outcome === 'ambiguous' ||
    error?.fault === 'access' ||
    reason === 'not_configured' ||
    reason === 'bad_configuration'
  );
}
