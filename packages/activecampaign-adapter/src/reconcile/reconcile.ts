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
   * The sink of the events: `onlyOnce(capi, store, …)` with the store of the webhook's sink. The client is
   * enough if contacts have no `meta_event_id`.
   */
  sink: EventSink;
  /** Only subscriptions at this time or later. Meta accepts events of the last 7 days. */
  since: Date;
  /** @default every list */
  listIds?: readonly (string | number)[] | undefined;
  /**
   * Which subscriptions count. The API does not contain their origin: people whom you imported or added in
   * bulk look like people who subscribed themselves.
   * @default all
   */
  filter?: ((membership: ListMembership) => boolean) | undefined;
  /**
   * Runs with a sink that does not remember, although `since` is more than 47 hours ago or contacts have a
   * `meta_event_id`. Events that were sent before may count twice.
   * @default false
   */
  force?: boolean | undefined;
  /** Called after every page of at most 100 contacts. What it throws ends the reconciliation. */
  onProgress?: ((progress: ReconcileProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Sends every request to ActiveCampaign, instead of the platform's `fetch`. */
  fetch?: typeof fetch | undefined;
}

/** `read` is the number of contacts. */
export interface ReconcileProgress extends Pick<BackfillResult, 'outcomes' | 'read' | 'reasons'> {
  /** Subscriptions whose time is unknown: set `timeZone`. They are left out. */
  unreadable: number;
  /**
   * Subscriptions whose contact got another `meta_event_id` later. The browser may have sent them with the
   * first id, which is no longer stored. They are left out.
   */
  overwritten: number;
  /**
   * Contacts for which ActiveCampaign's responses lack list memberships, field values or fields, or that do
   * not list their field values. What is missing may be a subscription or a refusal. A contact without its
   * field values is left out.
   */
  incomplete: number;
}

export interface ReconcileResult extends ReconcileProgress, Pick<BackfillResult, 'stoppedBy'> {
  /**
   * False if it stopped because an event may still be delivered later, or if `incomplete` is not 0. Run it
   * again: the ids are the same.
   */
  complete: boolean;
}

/**
 * Sends the events that webhooks have missed. It reads every contact of your lists, at most 500 per second.
 * For each subscription since then it creates the event that the webhook would have created, with the same
 * time and id. A webhook may have sent a different id that the contact had: `onlyOnce` recognises such an
 * event by its computed id.
 *
 * @throws RangeError if `since` is more than 7 days ago. RangeError if `since` is more than 47 hours ago, and
 * TypeError if contacts have a `meta_event_id`, unless the sink remembers what was sent or `force` is set.
 * TypeError if an option is invalid. Error if ActiveCampaign's API cannot be read; the events before that
 * are sent.
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

/** Reads the pages, and adds to the counts. */
async function* subscriptionPages(
  options: ReconcileActiveCampaignOptions,
  now: Date,
  counts: Pick<ReconcileProgress, 'incomplete' | 'overwritten' | 'unreadable'>,
): AsyncGenerator<BackfillPage> {
  const get = createApi(options);
  const { tags: fieldTags, exist } = await readFieldTags(get);
  checkMemory(options, fieldTags);
  // With any custom field: the field with the answer on consent may be missing from the list.
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
 * Depending on the kind of webhook, a carried id may be missing from it or too old. Then the webhook and the
 * reconciliation use two ids, and Meta would count two subscriptions.
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
