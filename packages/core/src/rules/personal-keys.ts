import { foldKey } from '../fold-key.ts';

/** Is this the name of customer information, in any spelling (`firstName`, `first-name`, `fn`)? */
// A country, a state or a city may also be that of a journey or of a house.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function isPersonalKey(key: string): boolean {
  return personal.test(foldKey(key));
}

// One pattern, because the browser half loads it on every page.
const personal =
  /^(em(ail)?|ph(one(number)?)?|f(n|i|irstname|ullname|bp|bc|bloginid|5first|5last)|l(n|astname|eadid)|ge|db|dob[dmy]|dateofbirth|birthday|ct|st|zp|(client)?(ipaddress|useragent)|userdata|(external|subscription|anon|mad|page|pagescopeduser|partner|appuser|whatsappbusinessaccount|igaccount|igs)id|ctwaclid|partnername)$/;
