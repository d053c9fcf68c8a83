import { WebhookError } from '@meta-capi/core/adapter';
import type { ActiveCampaignPayload } from '../mapping/payload.ts';

/**
 * Reads a form body, including `contact[fields][27]=…`. It keeps only known names, so that no other key
 * becomes a property or changes a prototype. `URLSearchParams` reads the values. A value that is longer than
 * 4,096 characters, or not in UTF-8, is left out.
 *
 * If a name occurs twice with two values, a custom field becomes a multiple choice of both, in
 * ActiveCampaign's format, and any other field is left out.
 *
 * @throws WebhookError 413 for more than 2,000 fields, 400 if a name that decides about the type, the
 * person or the value occurs twice with two values
 */
// Not qs: it reads contact[fields][3]=A as fields: ["A"], without the id.
export function readFormBody(body: string): ActiveCampaignPayload {
  if (countOf('&', body) >= maxFields) {
    throw new WebhookError(413, `The form has more than ${maxFields} fields.`);
  }
  const values = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(body)) {
    const known = values.get(key);
    if (known === undefined) values.set(key, [value]);
    else if (!known.includes(value)) known.push(value);
  }
  const payload = noPrototype();
  for (const [key, given] of values) {
    const path = pathOf(key);
    const value = path === undefined ? undefined : oneValue(key, path, given);
    if (path === undefined || value === undefined) continue;
    if (value.length <= maxValueLength && !value.includes('\ufffd')) put(payload, path, value);
  }
  return payload;
}

function oneValue(key: string, path: Path, values: readonly string[]): string | undefined {
  if (values.length === 1) return values[0];
  if (deciding.has(key)) {
    throw new WebhookError(400, `The form contains ${key} twice, with two values.`);
  }
  return path[1] === 'fields' ? `||${values.join('||')}||` : undefined;
}

/** With two values, the choice of the parser would decide whether the event counts, for whom, and with which value. */
const deciding: ReadonlySet<string> = new Set([
  'type',
  'list',
  'initiated_from',
  'seriesid',
  'tag',
  'form[id]',
  'contact[id]',
  'contact[email]',
  'deal[id]',
  'deal[status]',
  'deal[value_raw]',
  'deal[currency]',
]);

// ActiveCampaign sends all custom fields of the account with every post.
const maxFields = 2000;
const maxValueLength = 4096;

type Path = readonly [string] | readonly [string, string] | readonly [string, string, string];

const knownPaths: ReadonlyMap<string, Path> = new Map<string, Path>([
  ['form[id]', ['form', 'id']],
  ...['type', 'date_time', 'initiated_from', 'list', 'seriesid', 'tag'].map(
    (name) => [name, [name]] as const,
  ),
  ...['id', 'email', 'first_name', 'last_name', 'phone', 'ip', 'ip4'].map(
    (name) => [`contact[${name}]`, ['contact', name]] as const,
  ),
  ...[
    'id',
    'status',
    'value',
    'value_raw',
    'currency',
    'stageid',
    'pipelineid',
    'contactid',
    'contact_email',
  ].map((name) => [`deal[${name}]`, ['deal', name]] as const),
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

/** Texts or nested objects by name, without the properties of `Object.prototype`. */
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
