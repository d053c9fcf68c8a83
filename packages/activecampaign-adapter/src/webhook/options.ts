export interface ActiveCampaignToEventsOptions {
  /**
   * Your account's name (`example` of `https://example.api-us1.com`), or that address: part of the
   * event id.
   */
  account: string;
  /**
   * The event that a subscription is; or one for each list by its id, and other lists make none.
   * @default "Contact"
   */
  eventName?: string | Readonly<Record<string, string>> | undefined;
  /**
   * The event of a form's subscriptions, by the form's id (`form[id]`): `{ 5: 'Lead' }`. It replaces
   * `eventName` for that form, and all lists of one form are one conversion, counted once. An
   * automation step does not name its form: put `?form=5` in its URL.
   * @default none: the list decides
   */
  forms?: Readonly<Record<string, string>> | undefined;
  /**
   * The event of a tag that a contact gets (`contact_tag_added`), by the tag's name in any case:
   * `{ trial: 'StartTrial' }`. Counted once for each contact, tag and event name.
   * @default none: tags make no events
   */
  tags?: Readonly<Record<string, string>> | undefined;
  /**
   * Deals that are won (`deal_add`, `deal_update` with status 1) make an event with value, currency
   * and the deal's id as `order_id`. Each later change of the deal is posted too: give the handler an
   * `onlyOnce` sink, because Meta recognises a copy for 48 hours only.
   * @default none: deals make no events
   */
  wonDeals?: WonDealsOptions | undefined;
  /**
   * The list of payloads that name none: the automation step, and `list=0`. A `list` in the
   * webhook's URL comes first.
   * @default none: such payloads make no events
   */
  listId?: string | number | undefined;
  /**
   * Who may have made the subscription for it to count. `admin` and `system` add people in bulk,
   * which is no conversion. The automation step does not say, and counts.
   * @default ["public", "api"]
   */
  initiatedFrom?: readonly ('admin' | 'api' | 'public' | 'system')[] | undefined;
  /** The account's time zone (`America/Chicago`), for times without an offset. */
  timeZone?: string | undefined;
  /**
   * The custom fields that carry what the browser knew: their ids, for the account webhook, and
   * personalisation tags where they are not `meta_event_id`, `meta_fbp` and so on.
   *
   * @example
   * { meta_event_id: 27, meta_fbp: 28, meta_consent: [29, 'AD_CONSENT'] }
   */
  fields?: CarriedFields | undefined;
  /**
   * Milliseconds that carried fields are used for, from the time in `meta_event_id`, because they stay
   * on the contact for ever; longer if people confirm by e-mail. A refusal counts always, and for tags
   * and deals the stored consent too.
   * @default 3600000 (one hour)
   */
  carriedForMs?: number | undefined;
}

export interface WonDealsOptions {
  /**
   * What `deal[value_raw]` counts. Of 100 euros it is 100.0 in `units` and 10000 in `hundredths`. Both
   * occur, so look at a webhook of your account.
   */
  valueIn: 'hundredths' | 'units';
  /** @default "Purchase" */
  eventName?: string | undefined;
}

/** `meta_event_id` holds an id and Unix seconds, `3f2c….1790000000`; the others are `packVisitor`'s. */
export type CarriedKey =
  | 'meta_consent'
  | 'meta_consent_at'
  | 'meta_event_id'
  | 'meta_fbc'
  | 'meta_fbp'
  | 'meta_url';

export type CarriedFields = Readonly<
  Partial<Record<CarriedKey, string | number | readonly (string | number)[] | undefined>>
>;
