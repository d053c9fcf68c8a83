import type { Normalized, Problem } from './rule.ts';

/** Lower case; dots and `+tags` are part of an address and stay. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeEmail(text: string): Normalized {
  const email = text.toLowerCase();
  if (asciiAddress.test(email)) return email;
  return isAddress(email) ? email.normalize('NFC') : notAnAddress;
}

const asciiAddress = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** The same with every script's letters, marks and digits: see `letters.ts` on why it is inside the function. */
function isAddress(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+$/u.test(
    text,
  );
}

const notAnAddress: Problem = {
  code: 'invalid_email',
  message: 'is not an e-mail address; give one address alone, as in name@example.com',
};
