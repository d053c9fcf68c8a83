// Compares what core reads without a parser with what Google's libphonenumber reads, for its example
// number of every kind in every region, as it is and with a zero behind the country code.
import { createRequire } from 'node:module';
import { normalizePhone } from '../../packages/core/src/normalize/phone.ts';

interface PhoneNumber {
  getCountryCode(): number;
}

interface PhoneUtil {
  getSupportedRegions(): readonly string[];
  getExampleNumberForType(region: string, type: number): PhoneNumber | null;
  getNationalSignificantNumber(number: PhoneNumber): string;
  parse(text: string): PhoneNumber;
  isValidNumber(number: PhoneNumber): boolean;
  format(number: PhoneNumber, format: number): string;
}

/** Known, and why: see `phone-table.test.ts`; Iran has pagers of four digits. */
const known = ['+57 03211234567', '+98 9601', '+98 09601'];

const require = createRequire(import.meta.url);
const { PhoneNumberUtil } = require('google-libphonenumber') as {
  PhoneNumberUtil: { getInstance(): PhoneUtil };
};
const google = PhoneNumberUtil.getInstance();

let compared = 0;
for (const region of google.getSupportedRegions()) {
  for (let type = 0; type <= 10; type += 1) {
    const example = google.getExampleNumberForType(region, type);
    if (example === null) continue;
    const code = String(example.getCountryCode());
    const national = google.getNationalSignificantNumber(example);
    for (const given of [`+${code} ${national}`, `+${code} 0${national}`]) {
      compared += 1;
      if (known.includes(given) || ours(given) === theirs(given)) continue;
      console.log(`${region} ${given}: ${ours(given)}, libphonenumber ${theirs(given)}`);
      process.exitCode = 1;
    }
  }
}
console.log(`${compared} phone numbers compared, ${known.length} known differences`);

function ours(given: string): string {
  const normalized = normalizePhone(given, { country: undefined, phone: undefined });
  return typeof normalized === 'string' ? normalized : (normalized.value ?? normalized.code);
}

/** A number that is not valid keeps its digits. */
function theirs(given: string): string {
  const number = google.parse(given);
  return google.isValidNumber(number)
    ? google.format(number, 0).slice(1)
    : given.replace(/\D/g, '');
}
