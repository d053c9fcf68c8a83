import { writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import metadata from 'libphonenumber-js/max/metadata';

/** The file that holds what core knows of the world's numbering plans. */
export const phoneTableFile: URL = new URL(
  '../packages/core/src/normalize/phone-table.generated.ts',
  import.meta.url,
);

/**
 * What {@link phoneTableFile} has to be, from the metadata of libphonenumber. A row has the calling code,
 * its countries and the lengths of fixed and mobile numbers (`A` for 10, `F` for 15), as in `44gb9A`;
 * then the trunk prefix and the international prefix, unless they are `0` and `00`.
 */
export function phoneTable(): string {
  const rows = Object.entries(metadata.country_calling_codes).flatMap(([code, countries]) => {
    const plans = countries.flatMap((country) => plan(country));
    const trunk = trunkOf(plans);
    const lines = new Map<string, string>();
    for (const { country, lengths, exit } of plans) {
      const digits = lengths.map((length) => length.toString(16).toUpperCase()).join('');
      const prefixes = exit !== '00' ? ` ${trunk} ${exit}` : trunk !== '0' ? ` ${trunk}` : '';
      const columns = digits + prefixes;
      lines.set(columns, (lines.get(columns) ?? '') + country.toLowerCase());
    }
    return Array.from(lines, ([columns, of]) => code + of + columns);
  });
  const text = rows.join('\n').replaceAll('\\', '\\\\');
  return `// Made by \`npm run phone-table\`.\nexport const phoneTable: string = \`\n${text}\n\`;\n`;
}

interface Plan {
  readonly country: string;
  /** As libphonenumber gives it, `''` where the country has none. */
  readonly trunk: string;
  readonly lengths: readonly number[];
  /** The prefix of international calls as an expression, `00` in most countries. */
  readonly exit: string;
  /** May a fixed or mobile number begin with a zero? */
  readonly keepsZero: boolean;
}

/** Fixed and mobile numbers alone: toll-free ones are nobody's, and their lengths overlap. */
function plan(country: string): Plan[] {
  const row: unknown = Reflect.get(metadata.countries, country);
  if (!Array.isArray(row)) return [];
  const [, exit, pattern, possible, , trunk, , trunkPattern, , , , types] = row as unknown[];
  const [fixed, mobile] = Array.isArray(types) ? (types as unknown[]) : [];
  const kinds = [fixed, mobile].filter((kind) => Array.isArray(kind)) as [string, number[]?][];
  const patterns = kinds.length > 0 ? kinds.map(([each]) => each) : [String(pattern)];
  const lengths = kinds.flatMap(([, of]) => of ?? (possible as number[]));
  const all = new Set(lengths.length > 0 ? lengths : (possible as number[]));
  return [
    {
      country,
      // Belarus dials 8 and writes 0, which libphonenumber drops too.
      trunk: typeof trunkPattern === 'string' && isZero(trunkPattern) ? '0' : textOf(trunk),
      lengths: [...all].toSorted((a, b) => a - b),
      exit: textOf(exit),
      keepsZero: patterns.some((each) => beginsWithZero(each, [...all])),
    },
  ];
}

function isZero(pattern: string): boolean {
  return new RegExp(`^(?:${pattern})$`).test('0');
}

/** What is absent stands as 0 in the metadata. */
function textOf(column: unknown): string {
  return typeof column === 'string' ? column : '';
}

/** The trunk prefix, `-` for none; with `=` before it where numbers begin with a zero themselves. */
function trunkOf(plans: readonly Plan[]): string {
  const trunk = plans[0]?.trunk ?? '';
  return plans.some(({ keepsZero }) => keepsZero) ? `=${trunk}` : trunk || '-';
}

/** Whether the pattern takes a number that begins with one zero. */
function beginsWithZero(pattern: string, lengths: readonly number[]): boolean {
  const whole = new RegExp(`^(?:${pattern})$`);
  // Patterns tell numbers apart by their first digits; behind them any digit is as good.
  for (const length of lengths) {
    for (let head = 100; head < 1000; head += 1) {
      for (let digit = 0; digit < 10; digit += 1) {
        if (whole.test(`0${head}`.padEnd(length, String(digit)).slice(0, length))) return true;
      }
    }
  }
  return false;
}

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(phoneTableFile, phoneTable());
