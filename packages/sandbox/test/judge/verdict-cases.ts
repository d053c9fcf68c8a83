import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/judge/json.ts';
import { TOKEN } from '../post.ts';
import { customData, NOW, purchase, secondsAgo, userData } from '../purchase.ts';

/** How a client writes the body. */
export type Form =
  | 'JSON'
  | 'JSON with data as text'
  | 'form'
  | 'form with events as text'
  | 'multipart';

/** An event with Meta's documented or recorded answer, and its source. */
export interface VerdictCase {
  readonly sent: string;
  /** `code` or `code/subcode` of a rejection, or the rule of a finding; absent if nothing is wrong. */
  readonly expected?: string;
  readonly basis: 'documented' | 'recorded' | 'no source';
  readonly source: string;
  readonly form: Form;
  readonly data: unknown;
  readonly path: string;
  readonly method: string;
  readonly request: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

const capi = (page: string): string =>
  `https://developers.facebook.com/documentation/ads-commerce/conversions-api/${page}`;
const customer = capi('parameters/customer-information-parameters');
const serverEvent = capi('parameters/server-event');
const customDataPage = capi('parameters/custom-data');
const mainBody = capi('parameters/main-body');
const cookies = capi('parameters/fbp-and-fbc');
const usingTheApi = capi('using-the-api');
const bestPractices = capi('best-practices');
const payloadHelper = capi('payload-helper');
const deduplication = capi('deduplicate-pixel-and-server-events');
const messaging = capi('business-messaging');
const crm = capi('conversion-leads-integration/crm-integration/3-implementing-the-crm-integration');
const appData = capi('parameters/app-data');
const builder = capi('parameter-builder-library');
const reference = 'https://developers.facebook.com/documentation/meta-pixel/reference';
const marketing = 'https://developers.facebook.com/documentation/ads-commerce/marketing-api/';
const limitedUse = `${marketing}overview/data-processing-options`;
const graphVersions = 'https://developers.facebook.com/docs/graph-api/changelog/versions';
const github = 'https://github.com/';
const javaSdk = `${github}facebook/facebook-java-business-sdk/issues/421`;
const nodeSdk = `${github}facebook/facebook-nodejs-business-sdk/issues/305`;
const rudder = `${github}rudderlabs/rudder-transformer/blob/develop/test/integrations/destinations/facebook_pixel/network.ts`;
const adsmuraiClient = `${github}Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/`;
const adsmuraiTag = `${github}Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-pixel-and-conversions-api/issues/`;
const zernio = 'https://docs.rs/crate/late/0.0.244/source/docs/SendWhatsAppConversionRequest.md';
const lifecycle =
  'https://developers.facebook.com/docs/marketing-api/conversions-api/subscription-lifecycle-events';

const CLICK = 'IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk';
const HASH = sha256('kim@example.com');
const DAY = 86_400;
const AGENT = userData()['client_user_agent'];

const known = (changes: JsonObject): JsonObject => purchase({ user_data: userData(changes) });
const only = (user_data: JsonObject): JsonObject => purchase({ user_data });
const custom = (changes: JsonObject): JsonObject => purchase({ custom_data: customData(changes) });
const lead = (custom_data: unknown): JsonObject => purchase({ event_name: 'Lead', custom_data });
const limited = (country: unknown, state: unknown): JsonObject =>
  purchase({
    data_processing_options: ['LDU'],
    data_processing_options_country: country,
    data_processing_options_state: state,
  });
const chat = (changes: JsonObject): JsonObject =>
  purchase({
    action_source: 'business_messaging',
    messaging_channel: 'whatsapp',
    event_source_url: undefined,
    user_data: { whatsapp_business_account_id: '123', ctwa_clid: 'ARAkLkA8rmlFeiCktEJQ' },
    ...changes,
  });
const stage = (lead_id: unknown): JsonObject =>
  purchase({
    event_name: 'Qualified',
    action_source: 'system_generated',
    event_source_url: undefined,
    user_data: { lead_id },
    custom_data: { event_source: 'crm', lead_event_source: 'Example CRM' },
  });
const extinfo = (osVersion: string): readonly string[] => [
  'a2',
  'com.example.shop',
  '1.0',
  '1.0 long',
  osVersion,
  ...Array.from({ length: 11 }, () => ''),
];
const inApp = (app_data: unknown): JsonObject =>
  purchase({ action_source: 'app', event_source_url: undefined, app_data });
const renewal = (changes: JsonObject): JsonObject =>
  purchase({
    event_name: 'RecurringSubscriptionPayment',
    action_source: 'system_generated',
    event_source_url: undefined,
    user_data: { external_id: 'customer-7', subscription_id: 'sub_1' },
    custom_data: { value: 9.99, currency: 'EUR' },
    ...changes,
  });

/** Events that Meta rejects, or accepts although they are useless to the sender. */
export const wrongCases: readonly VerdictCase[] = [
  recorded('em in plain text', '100/2804016', javaSdk, known({ em: 'kim@example.com' })),
  documented(
    'the second em of a list in plain text',
    '100/2804016',
    payloadHelper,
    known({ em: [HASH, 'kim@example.com'] }),
    { form: 'form' },
  ),
  documented('ph in plain text', '100/2804016', payloadHelper, known({ ph: '+44 20 7946 0958' })),
  documented('ph as a JSON number', '100/2804016', payloadHelper, known({ ph: 442_079_460_958 })),
  recorded('ct in plain text', '100/2804016', javaSdk, known({ ct: 'warszawa' }), {
    form: 'form with events as text',
  }),
  documented(
    'fn and ln in plain text',
    '100/2804016',
    payloadHelper,
    known({ fn: 'kim', ln: 'example' }),
  ),
  documented('db in plain text', '100/2804016', payloadHelper, known({ db: '19900131' })),
  documented('country in plain text', '100/2804016', payloadHelper, known({ country: 'us' }), {
    form: 'multipart',
  }),
  documented('zp in plain text', '100/2804016', payloadHelper, known({ zp: '94035' }), {
    form: 'form',
  }),
  recorded(
    'fbc without its last segment',
    '100/2804001',
    `${adsmuraiClient}6`,
    known({ fbc: `fb.1.${NOW}` }),
  ),
  recorded(
    'fbc with an empty last segment',
    '100/2804001',
    `${adsmuraiClient}6`,
    known({ fbc: `fb.1.${NOW}.` }),
    { form: 'form' },
  ),
  recorded('the bare fbclid as fbc', '100/2804001', `${adsmuraiClient}6`, known({ fbc: CLICK })),
  recorded(
    'a Purchase with custom_data {}',
    '100/2804010',
    `${adsmuraiClient}7`,
    purchase({ custom_data: {} }),
  ),
  recorded(
    'a Purchase without currency',
    '100/2804010',
    `${adsmuraiClient}7`,
    custom({ currency: undefined }),
    { form: 'form' },
  ),
  recorded(
    'a Purchase without value',
    '100/2804009',
    `${github}rudderlabs/rudder-transformer`,
    custom({ value: undefined }),
  ),
  recorded(
    'a lead_id of nine digits',
    '100/2804036',
    `${github}mauudev/meta_pixel_conversion_api`,
    stage('123456789'),
  ),
  documented('a lead_id with letters', '100/2804036', crm, stage('l:1234567890123456')),
  recorded(
    'an event of eight days ago',
    '100/2804003',
    rudder,
    purchase({ event_time: secondsAgo(8 * DAY) }),
  ),
  documented(
    'an in-store sale of 63 days ago',
    '100/2804003',
    capi('offline-events'),
    purchase({
      action_source: 'physical_store',
      event_source_url: undefined,
      event_time: secondsAgo(63 * DAY),
    }),
  ),
  documented('user_data {}', '100/2804050', bestPractices, only({})),
  documented(
    'only a user agent',
    '100/2804050',
    bestPractices,
    only({ client_user_agent: AGENT }),
    { form: 'multipart' },
  ),
  documented(
    'only city, postcode and country',
    '100/2804050',
    bestPractices,
    only({ ct: HASH, zp: HASH, country: sha256('us') }),
  ),
  documented(
    'a date of birth and a user agent',
    '100/2804050',
    bestPractices,
    only({ db: HASH, client_user_agent: AGENT }),
  ),
  documented(
    'a first name and a gender',
    '100/2804050',
    bestPractices,
    only({ fn: HASH, ge: sha256('f') }),
  ),
  documented('no user_data', '100', serverEvent, purchase({ user_data: undefined })),
  recorded('Lead in a WhatsApp chat', '100/2804066', zernio, chat({ event_name: 'Lead' })),
  recorded('a custom name in a WhatsApp chat', '100/2804066', zernio, chat({ event_name: 'MQL' })),
  recorded(
    'a WhatsApp event without the account’s id',
    '100',
    nodeSdk,
    chat({ user_data: { ctwa_clid: 'ARAkLkA8' } }),
  ),
  documented('no action_source', '100', serverEvent, purchase({ action_source: undefined })),
  documented('action_source web', '100', serverEvent, purchase({ action_source: 'web' }), {
    form: 'form',
  }),
  documented('no event_name', '100', serverEvent, purchase({ event_name: undefined })),
  documented('no event_time', '100', serverEvent, purchase({ event_time: undefined })),
  recorded(
    'event_time as an ISO date',
    '100',
    `${github}facebookarchive/offline-conversion-file-uploader/issues/31`,
    purchase({ event_time: '2026-11-24T11:59:00Z' }),
  ),
  recorded('event_time in milliseconds', '100', `${adsmuraiTag}3`, purchase({ event_time: NOW })),
  recorded(
    'event_time one day ahead',
    '100',
    `${adsmuraiTag}3`,
    purchase({ event_time: secondsAgo(-DAY) }),
  ),
  documented('one event without action_source among valid events', '100', usingTheApi, [
    purchase({ event_id: 'a' }),
    purchase({ event_id: 'b', action_source: undefined }),
  ]),
  documented('no data', '100', mainBody, undefined),
  documented('an empty list of events', '100', mainBody, []),
  documented(
    '1001 events',
    '100',
    mainBody,
    Array.from({ length: 1001 }, (_, index) => purchase({ event_id: `id-${index}` })),
  ),
  documented('no token', '190', usingTheApi, purchase(), { request: { access_token: undefined } }),
  recorded('an empty token', '190', `${github}aasmanj/altarwed/issues/623`, purchase(), {
    request: { access_token: '' },
  }),
  recorded('undefined instead of the pixel’s id', '100/33', rudder, purchase(), {
    path: 'v27.0/undefined/events',
  }),
  documented('no version in the path', '2500', `${marketing}overview/versioning`, purchase(), {
    path: '1234567890/events',
  }),
  documented('v20.0, which ended on 2026-09-24', '2635', graphVersions, purchase(), {
    path: 'v20.0/1234567890/events',
  }),
  documented('PUT', '100', `${marketing}reference/ads-pixel/events`, purchase(), { method: 'PUT' }),
  documented(
    'an app event without app_data',
    '100',
    serverEvent,
    purchase({ action_source: 'app', event_source_url: undefined }),
  ),
  documented(
    'an app event without the system version',
    '100/2804043',
    appData,
    inApp({ advertiser_tracking_enabled: 1, extinfo: extinfo('') }),
  ),
  documented(
    'v24.0 after the Marketing API’s end date',
    'version-past-marketing-api-date',
    `${marketing}marketing-api-changelog/versions`,
    purchase(),
    { path: 'v24.0/1234567890/events' },
  ),
  documented('no event_id', 'event-id-missing', deduplication, purchase({ event_id: undefined })),
  documented(
    'eventID, the Pixel’s name',
    'event-key-misspelt',
    serverEvent,
    purchase({ event_id: undefined, eventID: 'order-1001' }),
  ),
  documented(
    'event_name purchase',
    'event-name-misspelt',
    reference,
    purchase({ event_name: 'purchase' }),
  ),
  documented(
    'em as MD5',
    'hash-not-sha256',
    customer,
    known({ em: 'd41d8cd98f00b204e9800998ecf8427e' }),
  ),
  documented(
    'a hash in upper case',
    'hash-in-upper-case',
    customer,
    known({ em: HASH.toUpperCase() }),
  ),
  documented(
    'a hashed IP address',
    'hashed-for-nothing',
    customer,
    known({ client_ip_address: HASH }),
  ),
  documented(
    'X-Forwarded-For as IP address',
    'ip-invalid',
    customer,
    known({ client_ip_address: '203.0.113.7, 10.0.0.1' }),
  ),
  documented(
    'a private IP address',
    'ip-not-public',
    customer,
    known({ client_ip_address: '10.0.0.1' }),
  ),
  recorded(
    'external_id as a number',
    'user-data-not-text',
    `${github}combindma/laravel-facebook-pixel/issues/12`,
    known({ external_id: 1001 }),
  ),
  documented(
    'a UUID as fbp',
    'fbp-malformed',
    cookies,
    known({ fbp: '7b0c0a52-3b9f-4b39-9e0f-1f0e4d7c0a11' }),
  ),
  documented(
    'fbc with a time in seconds',
    'cookie-time-in-seconds',
    cookies,
    known({ fbc: `fb.1.${NOW / 1000}.${CLICK}` }),
  ),
  documented('user_data.email', 'user-data-key-unknown', customer, known({ email: HASH })),
  documented('em next to event_name', 'user-data-at-top', customer, purchase({ em: HASH })),
  documented(
    'value next to event_name',
    'custom-data-at-top',
    customDataPage,
    purchase({ value: 5 }),
  ),
  documented('value 12,50', 'amount-not-a-number', customDataPage, custom({ value: '12,50' }), {
    form: 'form',
  }),
  documented(
    'currency EURO',
    'currency-invalid',
    customDataPage,
    lead({ value: 5, currency: 'EURO' }),
  ),
  documented(
    'contents as JSON text',
    'contents-not-a-list',
    customDataPage,
    custom({ contents: '[{"id":"a","quantity":1}]' }),
  ),
  documented(
    'contents without quantity',
    'content-without-quantity',
    customDataPage,
    custom({ contents: [{ id: 'a' }] }),
  ),
  documented(
    'items of Google Analytics as contents',
    'content-without-id',
    customDataPage,
    custom({ contents: [{ item_id: 'a', quantity: 1 }] }),
  ),
  documented(
    'content_ids separated by commas',
    'content-ids-invalid',
    customDataPage,
    custom({ content_ids: 'a,b' }),
  ),
  documented('opt_out as text', 'opt-out-not-boolean', serverEvent, purchase({ opt_out: 'true' }), {
    form: 'form',
  }),
  documented(
    'data_processing_options ldu',
    'data-processing-options-invalid',
    limitedUse,
    purchase({ data_processing_options: ['ldu'] }),
  ),
  documented(
    'Limited Data Use with state CA',
    'data-processing-state-invalid',
    limitedUse,
    limited(1, 'CA'),
  ),
  documented(
    'Limited Data Use with only a country',
    'data-processing-state-missing',
    limitedUse,
    limited(1, undefined),
  ),
  documented(
    'event_source_url without http',
    'url-invalid',
    serverEvent,
    purchase({ event_source_url: 'shop.example.com/thanks' }),
  ),
  documented(
    'eventId in original_event_data',
    'original-event-key-unknown',
    capi('parameters/original-event'),
    purchase({ original_event_data: { eventId: 'a' } }),
  ),
  documented(
    'AppendAttribution without a share',
    'attribution-data-incomplete',
    capi('guides/append-attribution'),
    purchase({ event_name: 'AppendAttribution', attribution_data: { ad_id: '1' } }),
  ),
  documented(
    'the parameter debug',
    'parameter-removed',
    'https://developers.facebook.com/blog/post/2026/07/29/',
    purchase(),
    { request: { debug: 'all' } },
  ),
];

/** Events that Meta accepts, and that have no finding but advice. */
export const correctCases: readonly VerdictCase[] = [
  documented('the sample of the guide, as curl -F sends it', undefined, usingTheApi, purchase(), {
    form: 'multipart',
  }),
  documented('the same as JSON', undefined, usingTheApi, purchase()),
  recorded('the same with a Bearer header', undefined, `${github}elbwalker/walkerOS`, purchase(), {
    request: { access_token: undefined },
    headers: { authorization: `Bearer ${TOKEN}` },
  }),
  documented(
    'each event as text, as Meta’s Python SDK sends it',
    undefined,
    `${github}facebook/facebook-python-business-sdk`,
    [purchase(), purchase({ event_id: 'b' })],
    { form: 'form with events as text' },
  ),
  documented('data as JSON text in a form', undefined, usingTheApi, purchase(), { form: 'form' }),
  documented(
    'only IP address and user agent',
    undefined,
    bestPractices,
    only({ client_ip_address: '203.0.113.77', client_user_agent: AGENT }),
  ),
  documented(
    'fbp and user agent',
    undefined,
    bestPractices,
    only({ fbp: userData()['fbp'], client_user_agent: AGENT }),
  ),
  documented(
    'only an unhashed external_id',
    undefined,
    customer,
    only({ external_id: 'customer-7' }),
  ),
  documented(
    'a hashed external_id',
    undefined,
    customer,
    only({ external_id: [sha256('customer-7')] }),
  ),
  documented('one hash without a list', undefined, customer, only({ em: HASH }), { form: 'form' }),
  documented(
    'several hashes',
    undefined,
    customer,
    only({ em: [HASH, sha256('kim@work.example')] }),
  ),
  documented(
    'hashes with the Parameter Builder’s mark',
    undefined,
    builder,
    only({ em: [`${HASH}.AQQAAQMC`] }),
  ),
  documented(
    'an IPv6 address',
    undefined,
    customer,
    known({ client_ip_address: '2a02:587:1:2::7' }),
  ),
  documented(
    'fbc with the Parameter Builder’s mark',
    undefined,
    builder,
    known({ fbc: `fb.1.${NOW - 1000}.${CLICK}.AQQAAQMC` }),
  ),
  recorded(
    'fbc with two marks',
    undefined,
    `${github}facebook/capi-param-builder/issues/42`,
    known({ fbc: `fb.1.${NOW - 1000}.${CLICK}.AQQAAQMC.AQQAAQMC` }),
  ),
  documented(
    'fbc of a deeper domain',
    undefined,
    cookies,
    known({ fbc: `fb.2.${NOW - 1000}.${CLICK}` }),
  ),
  documented('currency usd', undefined, customDataPage, custom({ currency: 'usd' })),
  documented('value as text', undefined, customDataPage, custom({ value: '142.52' })),
  documented('value 0', undefined, customDataPage, custom({ value: 0 })),
  documented('a custom property', undefined, reference, custom({ plan: 'gold' })),
  documented(
    'a custom event',
    undefined,
    serverEvent,
    purchase({ event_name: 'QuoteAsked', custom_data: undefined }),
  ),
  recorded(
    'PageView from a server',
    undefined,
    `${github}facebook/facebook-for-woocommerce`,
    purchase({ event_name: 'PageView', custom_data: undefined }),
  ),
  documented('a stage of a lead', undefined, crm, stage('1234567890123456')),
  documented(
    'an event of six days ago',
    undefined,
    serverEvent,
    purchase({ event_time: secondsAgo(6 * DAY) }),
  ),
  documented(
    'an in-store sale of 61 days ago',
    undefined,
    capi('offline-events'),
    purchase({
      action_source: 'physical_store',
      event_source_url: undefined,
      event_time: secondsAgo(61 * DAY),
    }),
  ),
  documented('a renewal', undefined, lifecycle, renewal({})),
  documented('a cancellation', undefined, lifecycle, renewal({ event_name: 'CancelSubscription' })),
  documented('Limited Data Use with Meta’s geolocation', undefined, limitedUse, limited(0, 0)),
  documented('Limited Data Use in California', undefined, limitedUse, limited(1, 1000)),
  documented('Limited Data Use in Rhode Island', undefined, limitedUse, limited(1, 1013)),
  documented(
    'explicitly no Limited Data Use',
    undefined,
    limitedUse,
    purchase({ data_processing_options: [] }),
  ),
  documented('opt_out true', undefined, serverEvent, purchase({ opt_out: true })),
  documented(
    'AppendAttribution',
    undefined,
    capi('guides/append-attribution'),
    purchase({
      event_name: 'AppendAttribution',
      attribution_data: {
        ad_id: '1',
        touchpoint_ts: secondsAgo(900),
        attribution_share: 0.3,
        attribution_value: 42.7,
      },
    }),
  ),
  documented(
    'attribution_share in a Purchase',
    undefined,
    payloadHelper,
    purchase({ attribution_data: { attribution_share: 0.3 } }),
  ),
  documented(
    'the original event',
    undefined,
    capi('parameters/original-event'),
    purchase({ original_event_data: { event_name: 'Purchase', order_id: '1' } }),
  ),
  recorded('Purchase in a WhatsApp chat', undefined, nodeSdk, chat({})),
  documented(
    'LeadSubmitted in Messenger',
    undefined,
    messaging,
    chat({
      event_name: 'LeadSubmitted',
      messaging_channel: 'messenger',
      user_data: { page_id: '1', page_scoped_user_id: '2' },
    }),
  ),
  documented(
    'ViewContent in Instagram',
    undefined,
    messaging,
    chat({
      event_name: 'ViewContent',
      messaging_channel: 'instagram',
      user_data: { ig_account_id: '1', ig_sid: '2' },
    }),
  ),
  documented(
    'an app event',
    undefined,
    appData,
    inApp({
      advertiser_tracking_enabled: 1,
      application_tracking_enabled: 1,
      extinfo: extinfo('14'),
    }),
  ),
  documented(
    '1000 events',
    undefined,
    mainBody,
    Array.from({ length: 1000 }, (_, index) => purchase({ event_id: `id-${index}` })),
  ),
  documented('a test_event_code', undefined, usingTheApi, purchase(), {
    request: { test_event_code: 'TEST12345' },
  }),
  documented('v25.0', undefined, graphVersions, purchase(), { path: 'v25.0/1234567890/events' }),
  documented('v27.0', undefined, graphVersions, purchase(), { path: 'v27.0/1234567890/events' }),
];

/** What no source decides. The sandbox and core give the same answer. */
export const undecidedCases: readonly VerdictCase[] = [
  undecided('data as JSON text within JSON', undefined, usingTheApi, purchase(), {
    form: 'JSON with data as text',
  }),
  undecided('custom_data null', undefined, serverEvent, lead(null)),
  undecided('custom_data [], as PHP writes an empty map', undefined, serverEvent, lead([])),
  undecided('fbc with a tilde', undefined, cookies, known({ fbc: `fb.1.${NOW - 1000}.Iw~AR` })),
  undecided(
    'a hash with two marks',
    undefined,
    builder,
    only({ em: [`${HASH}.AQQAAQMC.AQQAAQMC`] }),
  ),
  undecided(
    'a Purchase in a withdrawn currency',
    'currency-not-in-use',
    customDataPage,
    custom({ currency: 'HRK' }),
  ),
  undecided('a version newer than the table', undefined, graphVersions, purchase(), {
    path: 'v28.0/1234567890/events',
  }),
];

type Sent = Partial<Pick<VerdictCase, 'form' | 'path' | 'method' | 'request' | 'headers'>>;

function caseOf(
  basis: VerdictCase['basis'],
  sent: string,
  expected: string | undefined,
  source: string,
  data: unknown,
  how: Sent = {},
): VerdictCase {
  return {
    sent,
    ...(expected !== undefined && { expected }),
    basis,
    source,
    form: 'JSON',
    data: data === undefined || Array.isArray(data) ? data : [data],
    path: 'v27.0/1234567890/events',
    method: 'POST',
    headers: {},
    ...how,
    request: { access_token: TOKEN, ...how.request },
  };
}

function documented(...row: Row): VerdictCase {
  return caseOf('documented', ...row);
}

function recorded(...row: Row): VerdictCase {
  return caseOf('recorded', ...row);
}

function undecided(...row: Row): VerdictCase {
  return caseOf('no source', ...row);
}

type Row = [sent: string, expected: string | undefined, source: string, data: unknown, how?: Sent];

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
