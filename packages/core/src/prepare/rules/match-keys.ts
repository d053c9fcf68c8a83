// Meta refuses an event whose keys are all within one of these: they fit too many people.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/best-practices
const tooBroad: readonly ReadonlySet<string>[] = [
  new Set(['ct', 'country', 'st', 'zp', 'ge', 'client_user_agent']),
  new Set(['db', 'client_user_agent']),
  new Set(['fn', 'ge']),
  new Set(['ln', 'ge']),
];

/** Do these `user_data` keys say too little about who converted? */
export function isTooBroad(keys: readonly string[]): boolean {
  return tooBroad.some((broad) => keys.every((key) => broad.has(key)));
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/best-practices
const strongKeys: ReadonlySet<string> = new Set([
  'em',
  'ph',
  'external_id',
  'fbc',
  'fbp',
  'fb_login_id',
  'lead_id',
  'ctwa_clid',
  'page_scoped_user_id',
  'ig_sid',
]);

/** Is there a key that points to one person? */
export function hasStrongKey(keys: readonly string[]): boolean {
  return keys.some((key) => strongKeys.has(key));
}
