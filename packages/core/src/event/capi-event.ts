/** Where a conversion happened; lower case on the wire. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
export type ActionSource =
  | 'app'
  | 'business_messaging'
  | 'chat'
  | 'email'
  | 'other'
  | 'phone_call'
  | 'physical_store'
  | 'system_generated'
  | 'website';

/**
 * What the visitor allowed: the one value that every consent signal is reduced to. `unreadable` is
 * any other answer, such as `yes`: it may be a misspelt refusal, so nothing is
 * sent, and it is reported as `consent_unreadable`, not as a refusal.
 */
export type Consent = 'denied' | 'granted' | 'limited' | 'unknown' | 'unreadable';

/** One value or several; `null` and `undefined` count as not given. */
export type OneOrMany<T> = T | null | undefined | readonly (T | null | undefined)[];

/**
 * Who converted, as the source system stores it: raw values that {@link prepareEvent} normalises
 * and hashes. A value that is a SHA-256 already (64 hex digits) is passed on, never hashed twice.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export interface UserData {
  email?: OneOrMany<string>;
  /** With country code (`+30 210 123 4567`), or national where the client has a `phone` option. */
  phone?: OneOrMany<string>;
  firstName?: OneOrMany<string>;
  lastName?: OneOrMany<string>;
  /** `f`, `female`, `m` or `male`; anything else is dropped with a warning. */
  gender?: OneOrMany<string>;
  /** A `Date` (midnight, local or UTC), `YYYY-MM-DD` or `YYYYMMDD`; ambiguous forms are dropped. */
  dateOfBirth?: OneOrMany<string | Date>;
  city?: OneOrMany<string>;
  /** A US or Canadian state as a name or two letters; elsewhere the region's full name. */
  state?: OneOrMany<string>;
  zip?: OneOrMany<string>;
  /** ISO 3166-1: two letters, three letters or an English name. */
  country?: OneOrMany<string>;
  /** Your own stable id of this person, the same on every channel; case and white space do not count. */
  externalId?: OneOrMany<string | number | bigint>;
  /** Sent as they are, from here on. Long ids are text or bigint: a JS number would round them. */
  subscriptionId?: string | null | undefined;
  fbLoginId?: string | bigint | null | undefined;
  leadId?: string | bigint | null | undefined;
  /** The app's installation id, for events of an app. */
  anonId?: string | null | undefined;
  /** The device's advertising id, for events of an app or a shop. */
  madid?: string | null | undefined;
  pageId?: string | bigint | null | undefined;
  pageScopedUserId?: string | bigint | null | undefined;
  ctwaClid?: string | null | undefined;
  whatsappBusinessAccountId?: string | bigint | null | undefined;
  igAccountId?: string | bigint | null | undefined;
  igSid?: string | bigint | null | undefined;
}

/**
 * Data from the visitor's browser. Sent as it is and never hashed; `consent` is decided on and
 * never sent.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
export interface Visitor {
  /** The `_fbp` cookie: `fb.1.<ms>.<random>`. */
  fbp?: string | null | undefined;
  /** The `_fbc` cookie: `fb.1.<ms>.<fbclid>`, case kept. */
  fbc?: string | null | undefined;
  /** The visitor's own public IPv4 or IPv6 address, never a server's. */
  clientIpAddress?: string | null | undefined;
  clientUserAgent?: string | null | undefined;
  /** The page the conversion happened on. */
  eventSourceUrl?: string | null | undefined;
  /** The page before that one. */
  referrerUrl?: string | null | undefined;
  /** @default "unknown" */
  consent?: Consent | undefined;
  /**
   * When the visitor gave this answer, as a `Date` or in Unix seconds; never sent. Needed only where
   * a grant has to count against an earlier refusal of the same conversion.
   */
  consentAt?: Date | number | null | undefined;
  /** Which signal restricts the consent, e.g. `cookie meta_consent` or `Sec-GPC`; for reports and `explain`. */
  consentCarrier?: string | undefined;
}

/** One line of a shopping cart, in Meta's own key names. */
export interface Content {
  id: string;
  quantity: number;
  /** Major units. */
  item_price?: number | undefined;
  title?: string | undefined;
  description?: string | undefined;
  brand?: string | undefined;
  category?: string | undefined;
  delivery_category?: DeliveryCategory | undefined;
  [key: string]: unknown;
}

export type DeliveryCategory = 'curbside' | 'home_delivery' | 'in_store';

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
export type CustomerSegmentation =
  | 'customer_in_loyalty_program'
  | 'existing_customer_to_business'
  | 'existing_customer_to_business_line'
  | 'existing_customer_to_medium'
  | 'existing_customer_to_product_area'
  | 'new_customer_to_business'
  | 'new_customer_to_business_line'
  | 'new_customer_to_medium'
  | 'new_customer_to_product_area';

/**
 * What the conversion was about, in Meta's own key names: the same object goes to the Pixel. Keys
 * that Meta does not define are custom properties. A copy is sent, in which a value that is written
 * otherwise is converted (`'142.52'`) or left out with a warning; the object itself is not changed.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
export interface CustomData extends StandardCustomData {
  [customProperty: string]: unknown;
}

export interface StandardCustomData {
  /** Major units (12.5 for €12.50); zero is allowed. */
  value?: number | undefined;
  /** ISO 4217, upper case. */
  currency?: string | undefined;
  content_ids?: readonly (string | number)[] | undefined;
  contents?: readonly Content[] | undefined;
  /** `product` or `product_group`; travel catalogues use others. */
  content_type?: string | undefined;
  content_name?: string | undefined;
  content_category?: string | undefined;
  order_id?: string | undefined;
  num_items?: number | undefined;
  /** Major units, in `currency`. */
  predicted_ltv?: number | undefined;
  /** Margin or profit in major units, in `currency`. */
  net_revenue?: number | undefined;
  search_string?: string | undefined;
  status?: boolean | string | undefined;
  delivery_category?: DeliveryCategory | undefined;
  item_number?: string | undefined;
  /** `crm` for the stages of a Meta lead, with `lead_event_source` naming the CRM. */
  event_source?: string | undefined;
  lead_event_source?: string | undefined;
  customer_segmentation?: CustomerSegmentation | undefined;
}

/** Ties a delayed event to the earlier one it completes. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/original-event
export interface OriginalEventData {
  eventName?: string | undefined;
  /** A `Date`, or Unix seconds. */
  eventTime?: Date | number | undefined;
  orderId?: string | undefined;
  eventId?: string | undefined;
}

/**
 * One conversion, in English names and with raw values: adapters create it and sinks accept it. It
 * holds personal data, so it must not be stored; a {@link PreparedEvent} may.
 */
export interface CapiEvent {
  /** A standard event or a custom name; case-sensitive. */
  eventName: string;
  /** The same text for every copy of this conversion: Pixel, webhook, redelivery, backfill. */
  eventId: string;
  /**
   * A second id that a copy of this conversion may come under, where the source cannot tell which:
   * `onlyOnce` recognises it by either. Never sent.
   */
  otherEventId?: string | undefined;
  /** When the conversion happened: a `Date`, or Unix seconds. */
  eventTime: Date | number;
  /** @default "website" where `visitor.eventSourceUrl` is known, else "system_generated" */
  actionSource?: ActionSource | undefined;
  userData?: UserData | undefined;
  visitor?: Visitor | undefined;
  customData?: CustomData | undefined;
  /** Sent only with the client's test event code, else skipped. @default false */
  testMode?: boolean | undefined;
  /** `true`: attribution only, not used to optimise delivery. Not a consent signal. */
  optOut?: boolean | undefined;
  /** `['LDU']` limits use of US data, `[]` says explicitly that it is not limited. */
  // https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options
  dataProcessingOptions?: readonly 'LDU'[] | undefined;
  /** `1` is the USA, `0` lets Meta geolocate. */
  dataProcessingOptionsCountry?: 0 | 1 | undefined;
  /** Meta's state code, 1000–1013, or `0` to let Meta geolocate. */
  dataProcessingOptionsState?: number | undefined;
  originalEventData?: OriginalEventData | undefined;
  /** For `business_messaging` events only. */
  messagingChannel?: 'instagram' | 'messenger' | 'whatsapp' | undefined;
}

/** Every field an event may have. */
export const eventFields: Readonly<Record<keyof CapiEvent, true>> = {
  eventName: true,
  eventId: true,
  otherEventId: true,
  eventTime: true,
  actionSource: true,
  userData: true,
  visitor: true,
  customData: true,
  testMode: true,
  optOut: true,
  dataProcessingOptions: true,
  dataProcessingOptionsCountry: true,
  dataProcessingOptionsState: true,
  messagingChannel: true,
  originalEventData: true,
};
