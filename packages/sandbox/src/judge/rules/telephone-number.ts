/** Whether a text contains a phone number: with a plus and country code, or in US format. */
export function holdsTelephoneNumber(text: string): boolean {
  return holdsInternational(text) || holdsAmerican(text);
}

// No country code begins with 0, and a number has at most 15 digits.
// https://www.itu.int/rec/T-REC-E.164
function holdsInternational(text: string): boolean {
  return Array.from(text.matchAll(/[+]\d[\d\s().-]*/g)).some(({ 0: number, index }) => {
    const isOwnWord = index === 0 || /[\s:=,(]/.test(text.charAt(index - 1));
    const digits = number.replace(/\D/g, '');
    const isPossible = digits.length >= 8 && digits.length <= 15 && !digits.startsWith('0');
    return isOwnWord && isPossible && (!digits.startsWith('1') || isAssigned(digits.charAt(1)));
  });
}

function holdsAmerican(text: string): boolean {
  return Array.from(text.matchAll(/\d{3}(?:-|[)]\s?)\d{3}-\d{4}/g)).some(({ 0: number, index }) => {
    const [before, after] = [text.charAt(index - 1), text.charAt(index + number.length)];
    const isWhole = number[3] === ')' ? before === '(' : !/\d/.test(before);
    const exchange = number.slice(-8);
    return isWhole && !/\d/.test(after) && isAssigned(number) && isAssigned(exchange);
  });
}

/** US area codes and exchanges begin with 2 to 9; order numbers often do not. */
// https://en.wikipedia.org/wiki/North_American_Numbering_Plan
function isAssigned(code: string): boolean {
  return code.charAt(0) >= '2';
}
