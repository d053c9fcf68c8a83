import fc from 'fast-check';

/** Text of any UTF-16 units, lone surrogates too: what a JS string can hold and UTF-8 cannot. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength })
    .map((units) => String.fromCharCode(...units));
}
