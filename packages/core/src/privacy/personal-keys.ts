import { foldKey } from '../input/fold-key.ts';

/** Is this the name of customer information, in any spelling (`firstName`, `first-name`, `fn`)? */
// A country, a state or a city may also be that of a journey or of a house.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function isPersonalKey(key: string): boolean {
  return personal.test(foldKey(key));
}

// One pattern, because the browser half loads it on every page.
const personal =
  /^(em(ail)?|ph(one(number)?)?|(first|last|full|partner)name|f5(first|last)|(external|subscription|anon|mad|lead|page|pagescopeduser|partner|appuser|igaccount|whatsappbusinessaccount|igs|fblogin|ctwacl)id|(client)?(ipaddress|useragent)|userdata|f[ni]|fb[pc]|ln|ge|db|ct|st|zp|dob[dmy]|dateofbirth|birthday)$/;
