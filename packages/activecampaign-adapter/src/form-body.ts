import { WebhookError } from '@meta-capi/core';
import type { ActiveCampaignPayload } from './payload.ts';

/**
 * Reads a form body, `contact[fields][27]=…` and all. Only names that are known are kept, so nobody
 * else's key becomes a property: there is no path to a prototype, at any depth. What is kept is what
 * `URLSearchParams` reads; a value that is too long (4,096 characters) or was not UTF-8 is left out.
 *
 * @throws WebhookError 413 for more than 2,000 fields, 400 where one that is read comes twice
 */
// A general parser is not used: with qs, contact[fields][3]=A becomes fields: ["A"], the id is gone.
export function readFormBody(body: string): ActiveCampaignPayload {
  if (countOf('&', body) >= maxFields) {
    throw new WebhookError(413, `The form has more than ${maxFields} fields.`);
  }
  const payload = noPrototype();
  const seen = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(body)) {
    const path = pathOf(key);
    if (path === undefined) continue;
    const before = seen.get(key);
    // Whom it is about would depend on who reads it.
    if (before !== undefined && before !== value) {
      throw new WebhookError(400, `The form says ${key} twice, and not the same.`);
    }
    seen.set(key, value);
    if (value.length <= maxValueLength && !value.includes('\ufffd')) put(payload, path, value);
  }
  return payload;
}

// ActiveCampaign sends every custom field of the account with every post.
const maxFields = 2000;
const maxValueLength = 4096;

type Path = readonly [string] | readonly [string, string] | readonly [string, string, string];

const knownPaths: ReadonlyMap<string, Path> = new Map<string, Path>([
  ...['type', 'date_time', 'initiated_from', 'list', 'seriesid', 'tag'].map(
    (name) => [name, [name]] as const,
  ),
  ...['id', 'email', 'first_name', 'last_name', 'phone', 'ip', 'ip4'].map(
    (name) => [`contact[${name}]`, ['contact', name]] as const,
  ),
  ...['id', 'status', 'value', 'value_raw', 'currency', 'stageid', 'pipelineid', 'contactid'].map(
    (name) => [`deal[${name}]`, ['deal', name]] as const,
  ),
]);

function pathOf(key: string): Path | undefined {
  if (key.length > maxKeyLength) return undefined;
  const known = knownPaths.get(key);
  if (known !== undefined) return known;
  const [, field] = /^contact\[fields\]\[([\w-]+)\]$/.exec(key) ?? [];
  return field === undefined || field in Object.prototype
    ? undefined
    : ['contact', 'fields', field];
}

const maxKeyLength = 200;

function put(payload: Box, path: Path, value: string): void {
  let at = payload;
  for (const name of path.slice(0, -1)) {
    at[name] ??= noPrototype();
    at = at[name] as Box;
  }
  at[path.at(-1) ?? ''] = value;
}

/** Texts and boxes by name, and nothing else: not even what every object has. */
type Box = Record<string, unknown>;

function noPrototype(): Box {
  return Object.create(null) as Box;
}

function countOf(character: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1))
    count += 1;
  return count;
}
