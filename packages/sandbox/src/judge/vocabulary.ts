/** Every value that Meta accepts as `action_source`. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
export const ACTION_SOURCES: ReadonlySet<string> = new Set([
  'email',
  'website',
  'app',
  'phone_call',
  'chat',
  'physical_store',
  'system_generated',
  'business_messaging',
  'other',
]);

// https://developers.facebook.com/documentation/meta-pixel/reference
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/subscription-lifecycle-events
export const STANDARD_EVENTS: ReadonlySet<string> = new Set([
  'AddPaymentInfo',
  'AddToCart',
  'AddToWishlist',
  'CancelSubscription',
  'CompleteRegistration',
  'Contact',
  'CustomizeProduct',
  'Donate',
  'FindLocation',
  'InitiateCheckout',
  'Lead',
  'PageView',
  'Purchase',
  'RecurringSubscriptionPayment',
  'Schedule',
  'Search',
  'StartTrial',
  'SubmitApplication',
  'Subscribe',
  'ViewContent',
]);

/** Other names with a defined meaning. */
// https://developers.facebook.com/docs/marketing-api/conversions-api/subscription-lifecycle-events
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/append-attribution
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/business-messaging
export const SPECIAL_EVENTS: ReadonlySet<string> = new Set([
  'AppendAttribution',
  'AppendValue',
  'CancelSubscription',
  'LeadSubmitted',
  'RecurringSubscriptionPayment',
]);

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
export const EVENT_KEYS: ReadonlySet<string> = new Set([
  'event_name',
  'event_time',
  'event_id',
  'action_source',
  'user_data',
  'custom_data',
  'event_source_url',
  'referrer_url',
  'opt_out',
  'data_processing_options',
  'data_processing_options_country',
  'data_processing_options_state',
  'customer_segmentation',
  'original_event_data',
  'attribution_data',
  'app_data',
  'advertiser_tracking_enabled',
  'messaging_channel',
  'advanced_measurement_table',
]);

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
const hashedLists = ['em', 'ph', 'fn', 'ln', 'db', 'ge', 'ct', 'st', 'zp', 'country'];

/** Customer information that must be hashed with SHA-256. */
export const HASHED_KEYS: ReadonlySet<string> = new Set([
  ...hashedLists,
  // Parts of a name or a birthday, which Meta's SDKs still hash and send.
  'f5first',
  'f5last',
  'fi',
  'dobd',
  'dobm',
  'doby',
]);

/** Customer information that must never be hashed. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export const PLAIN_KEYS: ReadonlySet<string> = new Set([
  'client_ip_address',
  'client_user_agent',
  'fbc',
  'fbp',
  'subscription_id',
  'fb_login_id',
  'lead_id',
  'anon_id',
  'madid',
  'page_id',
  'page_scoped_user_id',
  'ctwa_clid',
  'ig_account_id',
  'ig_sid',
  'whatsapp_business_account_id',
  'partner_id',
  'partner_name',
]);

export const USER_DATA_KEYS: ReadonlySet<string> = new Set([
  ...HASHED_KEYS,
  ...PLAIN_KEYS,
  'external_id',
  'app_user_id',
]);

/** Customer information that may be one value or a list. */
export const LIST_KEYS: ReadonlySet<string> = new Set([...hashedLists, 'external_id']);

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
export const CUSTOM_DATA_KEYS: ReadonlySet<string> = new Set([
  'value',
  'currency',
  'content_ids',
  'contents',
  'content_type',
  'content_name',
  'content_category',
  'order_id',
  'num_items',
  'predicted_ltv',
  'net_revenue',
  'search_string',
  'status',
  'delivery_category',
  'item_number',
  'lead_event_source',
  'event_source',
  'customer_segmentation',
  'store_data',
]);

/** Reduces `eventID`, `event-id` and `EventId` to one spelling, to recognise misspelt names. */
export function foldName(name: string): string {
  return name.replace(/[_\-\s]/g, '').toLowerCase();
}
