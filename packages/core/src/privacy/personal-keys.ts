/** Is this the name of customer information, in any spelling (`firstName`, `first-name`, `fn`)? */
// A country, a state or a city may also be that of a journey or of a house.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function isPersonalKey(key: string): boolean {
  return personal.test(key.replace(/[\W_]/g, ''));
}

// One pattern, because the browser half loads it on every page.
const personal =
  /^(em(ail)?|ph(one(number)?)?|(first|last|full|partner)name|f5(first|last)|(external|subscription|anon|mad|lead|page|(pagescoped|app)user|partner|(ig|whatsappbusiness)account|igs|fblogin|ctwacl)id|(client)?(ipaddress|useragent)|userdata|f[ni]|fb[pc]|ln|ge|db|ct|st|zp|dob[dmy]|dateofbirth|birthday)$/i;
