import type { ErrorCategory } from '../event/outcome.ts';

/** The category of a Graph error code; `undefined` for codes Meta does not explain. */
// https://developers.facebook.com/docs/graph-api/guides/error-handling
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/error-reference
export function categoryOfCode(
  code: number,
  subcode: number | undefined,
  message: unknown,
): ErrorCategory | undefined {
  if (code === 100) return invalidParameterCategory(subcode, message);
  if (code === 1 && subcode === 99) return 'payload';
  if (code >= 200 && code <= 299) return 'access';
  return categories.get(code);
}

/** What happened and what to do, in our words. */
export function describeGraphError(
  category: ErrorCategory,
  code: number | undefined,
  subcode: number | undefined,
): string {
  const codes = `code ${code ?? 'unknown'}${subcode === undefined ? '' : `, subcode ${subcode}`}`;
  return `${sentences[category]} (${codes}). ${subcodes.get(subcode) ?? ''}`.trimEnd();
}

// "Invalid parameter" is also what a token of another dataset gets, and a wrong or missing proof of
// the app's secret: an access error, not a payload error.
// https://developers.facebook.com/docs/graph-api/guides/error-handling
// https://developers.facebook.com/docs/graph-api/securing-requests
function invalidParameterCategory(subcode: number | undefined, message: unknown): ErrorCategory {
  if (subcode === 33) return 'access';
  // The only texts that must be read: no subcode tells these answers from a bad payload.
  return subcode === undefined && /Missing Permission|appsecret_proof/.test(String(message))
    ? 'access'
    : 'payload';
}

const access = [3, 10, 34, 102, 104, 190, 294, 2500, 2635];
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/rate-limiting
const throttled = [
  4, 17, 32, 341, 368, 613, 80000, 80001, 80002, 80003, 80004, 80005, 80006, 80008, 80009, 80014,
];
const unavailable = [1, 2, 5000, 21009];

const categories: ReadonlyMap<number, ErrorCategory> = new Map<number, ErrorCategory>([
  ...access.map((code) => [code, 'access'] as const),
  ...throttled.map((code) => [code, 'throttled'] as const),
  ...unavailable.map((code) => [code, 'unavailable'] as const),
]);

const sentences: Readonly<Record<ErrorCategory, string>> = {
  payload: 'Meta refuses this event',
  access: 'Meta refuses the access: check the token, its dataset, appSecret and the API version',
  throttled: 'Meta throttles these calls',
  unavailable: 'Meta is not available for now',
};

const subcodes: ReadonlyMap<number | undefined, string> = new Map([
  [463, 'The token has expired: make a new one in Events Manager.'],
  [467, 'The token is invalid: make a new one in Events Manager.'],
  [
    2804001,
    'visitor.fbc is not fb.<index>.<time in ms>.<fbclid>: send the _fbc cookie unchanged, or nothing.',
  ],
  [2804003, 'The event is older than 7 days.'],
  [2804009, 'A Purchase needs customData.value.'],
  [2804010, 'A Purchase needs customData.currency, an ISO 4217 code such as EUR.'],
  [
    2804016,
    'The event has a plain value where Meta requires a SHA-256 hash, so Meta rejects the whole request.',
  ],
  [
    2804036,
    'userData.leadId is not the id of a lead of Meta Lead Ads, or Meta has deleted the lead.',
  ],
  [2804050, 'The event says too little about who converted: add an e-mail, phone, fbp or fbc.'],
  [
    2804066,
    'Events with actionSource "business_messaging" accept only the names of business messaging: a lead is LeadSubmitted, and custom names are rejected.',
  ],
]);
