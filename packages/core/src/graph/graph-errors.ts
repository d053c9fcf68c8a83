import type { ErrorCategory } from '../event/outcome.ts';

/** The facts about an error of the Graph API. */
export interface GraphError {
  readonly category: ErrorCategory;
  /** What to fix, added to the category's message. */
  readonly fix?: string;
  /** May Meta have accepted an earlier copy of an event that it rejects with this error? */
  readonly dependsOnTime?: true;
}

/** A row of the table: errors with one of these codes and, if given, with this subcode or text. */
interface Row extends GraphError {
  readonly codes: readonly number[];
  readonly subcode?: number;
  /** Read only where no subcode tells the cause. */
  readonly text?: RegExp;
}

// https://developers.facebook.com/docs/graph-api/guides/error-handling
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/error-reference
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/rate-limiting
const graphErrors: readonly Row[] = [
  { category: 'unavailable', codes: [1, 2, 5000, 21009] },
  { category: 'payload', codes: [1], subcode: 99 },
  {
    category: 'throttled',
    codes: [
      4, 17, 32, 341, 368, 613, 80000, 80001, 80002, 80003, 80004, 80005, 80006, 80008, 80009,
      80014,
    ],
  },
  { category: 'access', codes: [3, 10, 34, 102, 104, 190, 294, 2500, 2635] },
  { category: 'access', codes: permissionCodes() },
  {
    category: 'access',
    codes: [102, 190],
    subcode: 463,
    fix: 'The token has expired: create a new one in Events Manager.',
  },
  {
    category: 'access',
    codes: [102, 190],
    subcode: 467,
    fix: 'The token is invalid: create a new one in Events Manager.',
  },
  { category: 'payload', codes: [100] },
  { category: 'access', codes: [100], subcode: 33 },
  // "Invalid parameter" is also the answer to a token of another dataset, and to a wrong or missing
  // proof of the app secret. No subcode tells these from a bad payload.
  // https://developers.facebook.com/docs/graph-api/securing-requests
  { category: 'access', codes: [100], text: /Missing Permission|appsecret_proof/ },
  {
    category: 'payload',
    codes: [100],
    subcode: 2804001,
    fix: 'visitor.fbc is not fb.<index>.<time in ms>.<fbclid>: send the _fbc cookie unchanged, or nothing.',
  },
  {
    category: 'payload',
    codes: [100],
    subcode: 2804003,
    fix: 'The event is older than 7 days.',
    dependsOnTime: true,
  },
  {
    category: 'payload',
    codes: [100],
    subcode: 2804009,
    fix: 'A Purchase needs customData.value.',
  },
  {
    category: 'payload',
    codes: [100],
    subcode: 2804010,
    fix: 'A Purchase needs customData.currency, an ISO 4217 code such as EUR.',
  },
  {
    category: 'payload',
    codes: [100],
    subcode: 2804016,
    fix: 'The event has a plain value where Meta requires a SHA-256 hash, so Meta rejects the whole request.',
  },
  {
    category: 'payload',
    codes: [100],
    subcode: 2804036,
    fix: 'userData.leadId is not the id of a lead of Meta Lead Ads, or Meta has deleted the lead.',
  },
  {
    category: 'payload',
    codes: [100],
    subcode: 2804050,
    fix: 'The event has too little data about the person: add an e-mail, phone, fbp or fbc.',
  },
  {
    category: 'payload',
    codes: [100],
    subcode: 2804066,
    fix: 'Events with actionSource "business_messaging" accept only the names of business messaging: a lead is LeadSubmitted, and custom names are rejected.',
  },
];

/** Finds the error with the most specific row; `undefined` for codes that Meta does not document. */
export function findGraphError(
  code: number,
  subcode: number | undefined,
  text: unknown,
): GraphError | undefined {
  const rows = byCode.get(code) ?? [];
  return (
    rows.find((row) => row.subcode !== undefined && row.subcode === subcode) ??
    rows.find((row) => row.text?.test(String(text))) ??
    rows.find((row) => row.subcode === undefined && row.text === undefined)
  );
}

/** 200 to 299 are permission errors. */
function permissionCodes(): readonly number[] {
  return Array.from({ length: 100 }, (_, n) => 200 + n);
}

const byCode: ReadonlyMap<number, readonly Row[]> = rowsByCode();

function rowsByCode(): Map<number, Row[]> {
  const rows = new Map<number, Row[]>();
  for (const row of graphErrors) {
    for (const code of row.codes) rows.set(code, [...(rows.get(code) ?? []), row]);
  }
  return rows;
}
