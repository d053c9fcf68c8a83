export interface ActiveCampaignToEventsOptions {
  /**
   * Your account's name (`example` of `https://example.api-us1.com`), or that address. It is part of the
   * event id.
   */
  account: string;
  /**
   * The event of a subscription; or one for each list, by the list's id. Other lists then create no events.
   * @default "Contact"
   */
  eventName?: string | Readonly<Record<string, string>> | undefined;
  /**
   * The event of a form's subscriptions, by the form's id (`form[id]`): `{ 5: 'Lead' }`. It replaces
   * `eventName` for that form. All lists of one form are one conversion, counted once. An automation step
   * does not name its form: put `?form=5` into its URL.
   * @default none: the list decides
   */
  forms?: Readonly<Record<string, string>> | undefined;
  /**
   * The event of a tag that a contact gets (`contact_tag_added`), by the tag's name in any case:
   * `{ trial: 'StartTrial' }`. Counted once for each contact, tag and event name.
   * @default none: tags create no events
   */
  tags?: Readonly<Record<string, string>> | undefined;
  /**
   * Won deals (`deal_add`, `deal_update` with status 1) create an event with value, currency
   * and the deal's id as `order_id`. ActiveCampaign also posts each later change of the deal: give the
   * handler an `onlyOnce` sink, because Meta recognises a copy for 48 hours only.
   * @default none: deals create no events
   */
  wonDeals?: WonDealsOptions | undefined;
  /**
   * The list of payloads without one: the automation step, and `list=0`. A `list` in the webhook's URL
   * has priority.
   * @default none: such payloads create no events
   */
  listId?: string | number | undefined;
  /**
   * The origins of subscriptions that count. `admin` and `system` add people in bulk, which is not a
   * conversion. The automation step contains no origin, but it counts.
   * @default ["public", "api"]
   */
  initiatedFrom?: readonly ('admin' | 'api' | 'public' | 'system')[] | undefined;
  /** The account's time zone (`America/Chicago`), for times without an offset. */
  timeZone?: string | undefined;
  /**
   * The custom fields that contain the browser's values. List their ids, for the account webhook, and their
   * personalisation tags, if these are not `meta_event_id`, `meta_fbp` and so on.
   *
   * @example
   * { meta_event_id: 27, meta_fbp: 28, meta_consent: [29, 'AD_CONSENT'] }
   */
  fields?: CarriedFields | undefined;
  /**
   * The number of milliseconds for which these fields are used, from the time in `meta_event_id`: they stay
   * on the contact for ever. Set more if people confirm by e-mail. A refusal is always used, and for tags and
   * deals the stored consent too.
   * @default 3600000 (one hour)
   */
  carriedForMs?: number | undefined;
}

export interface WonDealsOptions {
  /**
   * The unit of `deal[value_raw]`: for 100 euros it contains 100.0 in `units`, 10000 in `hundredths`.
   * Both units occur: check a webhook of your account.
   */
  valueIn: 'hundredths' | 'units';
  /** @default "Purchase" */
  eventName?: string | undefined;
}

/** `meta_event_id` contains an id and Unix seconds, `3f2c….1790000000`. `packVisitor` writes the others. */
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
