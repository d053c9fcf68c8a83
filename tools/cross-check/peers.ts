import { createRequire } from 'node:module';

/** What somebody's normaliser makes of a text; `undefined` where it drops it or throws. */
export type Normalizer = (key: Key, text: string) => string | undefined;

export const keys = [
  'em',
  'ph',
  'fn',
  'ge',
  'db',
  'ct',
  'st',
  'zp',
  'country',
  'external_id',
] as const;
export type Key = (typeof keys)[number];

interface BusinessSdk {
  ServerSideUtils: {
    normalizeAndHash(text: string, key: string): string | null;
    toSHA256(text: string | null): string | null;
  };
}

interface ParamBuilder {
  getNormalizedPII(text: string, kind: string): string | null;
}

const require = createRequire(import.meta.url);

/** `facebook-nodejs-business-sdk`, before it hashes. */
export function businessSdk(): Normalizer {
  const sdk: BusinessSdk = require('facebook-nodejs-business-sdk');
  const { ServerSideUtils } = sdk;
  ServerSideUtils.toSHA256 = (text) => text;
  return (key, text) => {
    // It sends this one as it is, neither trimmed nor hashed.
    if (key === 'external_id') return text;
    try {
      return ServerSideUtils.normalizeAndHash(text, key) ?? undefined;
    } catch {
      return undefined;
    }
  };
}

/** `capi-param-builder-nodejs`, before it hashes. */
export function paramBuilder(): Normalizer {
  const builder: ParamBuilder = require('capi-param-builder-nodejs/src/piiUtil/PIIUtil.js');
  const kinds: Readonly<Record<Key, string>> = {
    em: 'email',
    ph: 'phone',
    fn: 'first_name',
    ge: 'gender',
    db: 'date_of_birth',
    ct: 'city',
    st: 'state',
    zp: 'zip_code',
    country: 'country',
    external_id: 'external_id',
  };
  return (key, text) => builder.getNormalizedPII(text, kinds[key]) ?? undefined;
}
