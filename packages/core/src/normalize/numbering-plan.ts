import { phoneTable } from './phone-table.generated.ts';

/** The rules for numbers of one calling code. */
interface NumberingPlan {
  readonly code: string;
  /** The digits dialled before a number inside the country only; `''` for none. */
  readonly trunk: string;
  /** Can the number itself begin with a zero, as in Italy? */
  readonly keepsZero: boolean;
  /** How many digits fixed and mobile numbers have. */
  readonly lengths: ReadonlySet<number>;
}

/** The rules for numbers of one country. */
interface CountryPlan {
  readonly code: string;
  readonly lengths: ReadonlySet<number>;
  /** Matches the prefix of international calls. */
  readonly exit: string;
}

/** The numbering plan that digits beginning with a calling code belong to. */
export function planOf(digits: string): NumberingPlan | undefined {
  const { byCode } = readTable();
  // No calling code begins with another one.
  return (
    byCode.get(digits.slice(0, 2)) ??
    byCode.get(digits.slice(0, 3)) ??
    byCode.get(digits.slice(0, 1))
  );
}

/**
 * Digits that begin with a calling code, without the trunk prefix behind it: the zero of
 * `+49 0170 …`, the eight of `+7 8 912 …`. A zero that belongs to the number stays.
 */
export function withoutTrunkPrefix(digits: string): string {
  const plan = planOf(digits);
  if (plan === undefined) return digits;
  const { code, trunk, keepsZero, lengths } = plan;
  const national = digits.slice(code.length);
  if (!national.startsWith(trunk)) return digits;
  if (trunk === '0' && !keepsZero) return code + national.replace(/0+/, '');
  // Where a number may begin with the same digits, the length decides.
  const rest = national.slice(trunk.length);
  return !lengths.has(national.length) && lengths.has(rest.length) ? code + rest : digits;
}

/** Digits as dialled in a country, without its prefix of international calls; `undefined` if they have none. */
export function withoutExitPrefix(digits: string, country: string | undefined): string | undefined {
  const plan = readTable().byCountry.get(country);
  // `00` is read without a country too.
  if (plan === undefined || plan.exit === '00') return undefined;
  const prefix = new RegExp(`^(?:${plan.exit})`).exec(digits)?.[0];
  if (prefix === undefined) return undefined;
  const rest = withoutTrunkPrefix(digits.slice(prefix.length));
  const abroad = planOf(rest);
  // Some prefixes are a single zero: what follows must be a number of the country that it names.
  return abroad?.lengths.has(rest.length - abroad.code.length) === true ? rest : undefined;
}

/**
 * National digits that begin with the country's own calling code, without a trunk prefix behind it;
 * `undefined` where they do not, or where they may also be a number without the code.
 */
export function withOwnCode(digits: string, country: string | undefined): string | undefined {
  const plan = readTable().byCountry.get(country);
  if (plan === undefined || !digits.startsWith(plan.code) || plan.lengths.has(digits.length)) {
    return undefined;
  }
  const whole = withoutTrunkPrefix(digits);
  return plan.lengths.has(whole.length - plan.code.length) ? whole : undefined;
}

interface Table {
  readonly byCode: ReadonlyMap<string, NumberingPlan>;
  readonly byCountry: ReadonlyMap<string | undefined, CountryPlan>;
}

// Read by the first event with a phone number.
let table: Table | undefined;

/** Calling code, countries, lengths, trunk prefix, prefix of international calls. */
const row = /^(\d+)([a-z]+)(\S+)(?: (\S+))?(?: (\S+))?/gm;

function readTable(): Table {
  if (table !== undefined) return table;
  const byCode = new Map<string, NumberingPlan>();
  const byCountry = new Map<string, CountryPlan>();
  for (const [
    ,
    code = '',
    countries = '',
    digits = '',
    trunk = '0',
    exit = '00',
  ] of phoneTable.matchAll(row)) {
    const lengths = new Set(Array.from(digits, (digit) => Number.parseInt(digit, 16)));
    for (const [country] of countries.matchAll(/../g)) {
      byCountry.set(country, { code, lengths, exit });
    }
    byCode.set(code, {
      code,
      trunk: trunk.replace(/[-=]/, ''),
      keepsZero: trunk.startsWith('='),
      lengths: new Set([...(byCode.get(code)?.lengths ?? []), ...lengths]),
    });
  }
  table = { byCode, byCountry };
  return table;
}
