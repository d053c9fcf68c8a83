/**
 * Does this text hold an e-mail address or a phone number, plain or percent-encoded? Takes
 * linear time.
 */
export function holdsPersonalData(text: string): boolean {
  // The shortest address is a@b.c, and most texts have no such sign.
  if (text.length < 5 || !sign.test(text)) return false;
  const plain = text.includes('%') ? unescaped(text) : text;
  return holdsEmail(plain) || holdsPhone(plain);
}

/** A key in the form that may be shown: a key can be any text, such as an e-mail address. */
export function safeKey(key: string): string {
  return /^[a-z_][\w-]{0,39}$/i.test(key) && !holdsPersonalData(key) ? key : '(odd key)';
}

/** Is this the name of customer information, in any spelling (`firstName`, `first-name`, `fn`)? */
// A country, a state or a city may also belong to a journey or a house.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function isPersonalKey(key: string): boolean {
  return personal.test(key.replace(/[\W_]/g, ''));
}

// One pattern, because the browser half loads it on every page.
const personal =
  /^(em(ail)?|ph(one(number)?)?|(first|last|full|partner)name|f5(first|last)|(external|subscription|anon|mad|lead|page|(pagescoped|app)user|partner|(ig|whatsappbusiness)account|igs|fblogin|ctwacl)id|(client)?(ipaddress|useragent)|userdata|f[ni]|fb[pc]|ln|ge|db|ct|st|zp|dob[dmy]|dateofbirth|birthday)$/i;

const sign = /[%@+-]/;

// To look for a character is cheaper than an expression. That of an
// address knows every script's letters, and looks no further than a name in the DNS may reach. It
// does without a look behind: a browser of 2022 would not even read the Pixel's script. A picture
// for sharper screens, logo@2x.png, is nobody's.
function holdsEmail(text: string): boolean {
  return (
    text.includes('@') &&
    /[\p{L}\p{M}\p{N}_.%+-]@(?!\dx\.(?:png|jpe?g|gif|webp|avif|svg))[\p{L}\p{M}\p{N}-]{1,253}\.\p{L}/u.test(
      text,
    )
  );
}

function holdsPhone(text: string): boolean {
  return (text.includes('+') && withPlus.test(text)) || (text.includes('-') && american.test(text));
}

// No country code begins with 0, and no American number has +10 or +11: "+10000000" is an amount.
const withPlus = /(?:^|[\s:=,(])\+(?!1[\s().-]{0,2}[01])[1-9](?:[\s().-]{0,2}\d){7,14}(?!\d)/;
// As Americans write it; neither part begins with 0 or 1, which order numbers do not know.
// https://en.wikipedia.org/wiki/North_American_Numbering_Plan
const american = /(?:^|\D)(?:\([2-9]\d\d\) ?|[2-9]\d\d-)[2-9]\d\d-\d{4}(?!\d)/;

/** With its percent-escapes read. A link within a link is escaped twice: `%2540`. */
function unescaped(text: string): string {
  return text.replace(/%(?:25)+/g, '%').replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      // Not UTF-8: from a page in Latin-1, or a sign that was cut in two.
      return escapes.replace(/%(..)/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    }
  });
}
