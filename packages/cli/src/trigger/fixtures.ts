import { randomInt, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { CommandError } from '../output.ts';
import { packageFolder } from '../package-folder.ts';

export const sources = ['stripe', 'cognito', 'activecampaign'] as const;

export type Source = (typeof sources)[number];

export interface Fixture {
  readonly name: string;
  readonly description: string;
  readonly payload: Json;
}

export type Json = { [key: string]: unknown };

/** The payloads of one source that this package contains. */
export async function fixturesOf(source: Source): Promise<readonly Fixture[]> {
  const folder = new URL(`fixtures/${source}/`, packageFolder);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.json$/, ''),
      ...(JSON.parse(await readFile(new URL(file, folder), 'utf8')) as Omit<Fixture, 'name'>),
    })),
  );
}

/** The payload of this name, or of a file that the user edited. */
export async function payloadOf(source: Source, name: string): Promise<Json> {
  if (name.endsWith('.json')) return readOwnPayload(name);
  const fixtures = await fixturesOf(source);
  const fixture = fixtures.find((one) => one.name === name);
  if (fixture !== undefined) return fixture.payload;
  throw new CommandError(
    'usage',
    `${source} has no payload named '${name}'.`,
    `Choose one of ${fixtures.map((one) => one.name).join(', ')}, or give a .json file.`,
  );
}

async function readOwnPayload(file: string): Promise<Json> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // Reported below.
  }
  throw new CommandError(
    'usage',
    `${file} is not a file with a JSON object.`,
    'Make one with meta-capi trigger stripe payment_intent.succeeded --print > sale.json.',
  );
}

/**
 * The payload with `$id`, `$now` and the other placeholders replaced: one id for the whole payload, so
 * that its objects name each other, and a new one at each call, so that each call is a conversion.
 */
export function filledIn(payload: Json, now: Date): Json {
  const id = randomUUID().replaceAll('-', '').slice(0, 24);
  const seconds = Math.floor(now.getTime() / 1000);
  const values: Readonly<Record<string, number | string>> = {
    $id: id,
    $uuid: randomUUID(),
    $number: String(randomInt(1, 1_000_000)),
    $now: seconds,
    $now_ms: now.getTime(),
    $now_iso: `${now.toISOString().slice(0, 19)}Z`,
    $in_14_days: seconds + 14 * 86_400,
  };
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      if (Object.hasOwn(values, value)) return values[value];
      return value.replace(/\$[a-z_0-9]+/g, (word) => String(values[word] ?? word));
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one)]));
  };
  return fill(payload) as Json;
}
