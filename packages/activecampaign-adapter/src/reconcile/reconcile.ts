import type { EventSink } from '@meta-capi/core';
import { type BackfillPage, type BackfillResult, runBackfill } from '@meta-capi/core/adapter';
import { accountName } from '../mapping/account-name.ts';
import { timeZoneMessage } from '../mapping/event-time.ts';
import { isTimeZone } from '../mapping/local-time.ts';
import { optionFault } from '../webhook/option-fault.ts';
import type { ActiveCampaignToEventsOptions, CarriedKey } from '../webhook/options.ts';
import { createApi } from './api.ts';
import { contactPages, type ListMembership } from './contact-pages.ts';
import { type FieldTags, readFieldTags } from './field-tags.ts';
import { missedEvents } from './missed-events.ts';

export interface ReconcileActiveCampaignOptions
  extends Omit<ActiveCampaignToEventsOptions, 'initiatedFrom' | 'listId' | 'tags' | 'wonDeals'> {
  /** From Settings > Developer. */
  apiToken: string;
  /**
   * Where the events go: `onlyOnce(capi, store, …)` with the store that the webhook's sink has too,
   * or the client, where contacts carry no `meta_event_id`.
   */
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
  /**
   * Sends what is older than 47 hours, or may have been sent under an id that the contact carried,
   * without a sink that remembers: what was sent before may count twice.
   * @default false
   */
  force?: boolean | undefined;
  /** Called after every page of at most 100 contacts; what it throws ends the reconciliation. */
  onProgress?: ((progress: ReconcileProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Makes every request to ActiveCampaign in place of the platform's own HTTP client. */
  fetch?: typeof fetch | undefined;
}

/** `read`: contacts. */
export interface ReconcileProgress extends Pick<BackfillResult, 'outcomes' | 'read' | 'reasons'> {
  /** Subscriptions of unknown time: set `timeZone`. They are left out. */
  unreadable: number;
  /**
   * Subscriptions whose contact has written another `meta_event_id` since: the id under which the
   * browser may have told Meta of them is gone. They are left out.
   */
  overwritten: number;
  /**
   * Contacts whose list memberships, field values or fields are not all in ActiveCampaign's answers, or
   * that do not name their field values. What is missing may be a subscription or a refusal; without its field
   * values a contact is left out.
   */
  incomplete: number;
}

export interface ReconcileResult extends ReconcileProgress, Pick<BackfillResult, 'stoppedBy'> {
  /**
   * False if it stopped because something did not reach Meta, or if an answer of ActiveCampaign's was
   * `incomplete`: run it again, the ids are the same.
   */
  complete: boolean;
}

/**
 * Sends what webhooks have missed: reads every contact of your lists (500 a second at the most) and
 * makes of each subscription since then what its webhook would have made, time and id included. A
 * webhook that took the contact's own id another way is known to `onlyOnce` by the computed one.
 *
 * @throws RangeError where `since` is more than 7 days ago, or more than 47 hours while the sink
 * does not remember what was sent and `force` is not set; TypeError where contacts carry ids, under
 * the same condition. Error where ActiveCampaign's API cannot be read; what was sent until then is
 * sent.
 */
export async function reconcileActiveCampaign(
  options: ReconcileActiveCampaignOptions,
): Promise<ReconcileResult> {
  const now = new Date();
  checkOptions(options, now);
  const { sink, since, force, signal, onProgress } = options;
  const counts = { unreadable: 0, overwritten: 0, incomplete: 0 };
  const result = await runBackfill(subscriptionPages(options, now, counts), sink, {
    since,
    force,
    signal,
    onProgress: (progress) => onProgress?.({ ...progress, ...counts }),
  });
  return { ...result, ...counts, complete: result.complete && counts.incomplete === 0 };
}

/** Adds what it finds to the counts. */
async function* subscriptionPages(
  options: ReconcileActiveCampaignOptions,
  now: Date,
  counts: Pick<ReconcileProgress, 'incomplete' | 'overwritten' | 'unreadable'>,
): AsyncGenerator<BackfillPage> {
  const get = createApi(options);
  const { tags: fieldTags, exist } = await readFieldTags(get);
  checkMemory(options, fieldTags);
  // Because of any custom field: the one with the answer on consent may be missing from the list.
  const withFields = options.fields !== undefined || exist;
  for (const listId of options.listIds ?? [undefined]) {
    for await (const page of contactPages(get, { listId, withFields })) {
      const missed = missedEvents(page, { ...options, listId, fieldTags, now });
      counts.unreadable += missed.unreadable;
      counts.overwritten += missed.overwritten;
      counts.incomplete += missed.incomplete;
      yield { read: page.contacts.length, events: missed.events };
    }
  }
}

const dayMs = 86_400_000;

function checkOptions(options: ReconcileActiveCampaignOptions, now: Date): void {
  const { account, apiToken, since, timeZone } = options;
  if (accountName(account) === undefined) {
    throw new TypeError('account: give your ActiveCampaign account’s name.');
  }
  if (!/^[\x21-\x7e]+$/.test(apiToken)) {
    throw new TypeError('apiToken: copy it from Settings > Developer.');
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw new TypeError(timeZoneMessage);
  const fault = optionFault(options);
  if (fault !== undefined) throw new TypeError(fault);
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
  if (now.getTime() - since.getTime() > 7 * dayMs) {
    throw new RangeError('since: Meta takes events of the last 7 days only.');
  }
}

/**
 * A webhook sees a carried id or not, and in time or not, depending on which webhook it is; Meta
 * would take two ids for two subscriptions.
 */
function checkMemory(
  { fields, sink, force = false }: ReconcileActiveCampaignOptions,
  tags: FieldTags,
): void {
  const carriesIds = fields?.meta_event_id !== undefined || has(tags, 'meta_event_id');
  if (!carriesIds || sink.remembersSent === true || force) return;
  throw new TypeError(
    'sink: contacts of this account carry event ids (meta_event_id), so what a webhook sent may have another id than is known now. Give a sink wrapped in onlyOnce with the store that the webhook’s sink uses too, or force: true.',
  );
}

function has(tags: FieldTags, key: CarriedKey): boolean {
  return Array.from(tags.values()).includes(key);
}
