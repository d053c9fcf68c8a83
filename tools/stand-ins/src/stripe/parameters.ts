import type { Metadata } from './records.ts';
import { invalid, Refusal } from './refusal.ts';

/** The parameters of an endpoint, each with the values that it accepts. `[0]` stands for any index. */
export type Known = Readonly<Record<string, RegExp>>;

export const anything = /^[\s\S]+$/;
export const boolean = /^(?:true|false)$/;
export const time = /^\d{1,10}$/;

/** Of every list. */
// https://docs.stripe.com/api/pagination
export const paging: Known = { limit: /^(?:[1-9]\d?|100)$/, starting_after: anything };

export interface Parameters {
  given: Readonly<Record<string, string>>;
  expand: readonly string[];
  /** By the name of the parameter, such as `metadata` or `subscription_data[metadata]`. */
  metadata: Readonly<Record<string, Metadata>>;
}

/**
 * Reads the parameters of a request as strictly as Stripe.
 *
 * @param metadataAt the parameters that are metadata
 * @throws Refusal for a parameter or a value that Stripe does not accept
 */
export function readParameters(
  sent: URLSearchParams,
  known: Known,
  metadataAt: readonly string[] = [],
): Parameters {
  const given: Record<string, string> = {};
  const expand: string[] = [];
  const metadata: Record<string, Record<string, string>> = {};
  for (const [name, value] of sent) {
    const accepted = known[name.replace(/\[\d+\]/g, '[0]')];
    const [, parent = '', key = ''] = /^(.*)\[([^[\]]+)\]$/.exec(name) ?? [];
    if (/^expand\[\d*\]$/.test(name)) expand.push(value);
    else if (accepted !== undefined) given[name] = checked(name, value, accepted);
    else if (metadataAt.includes(parent)) metadata[parent] = { ...metadata[parent], [key]: value };
    else throw new Refusal(400, 'parameter_unknown', `Received unknown parameter: ${name}`, name);
  }
  for (const [name, one] of Object.entries(metadata)) checkMetadata(name, one);
  checkExpand(expand);
  return { given, expand, metadata };
}

export function required({ given }: Parameters, name: string): string {
  const value = given[name];
  if (value !== undefined) return value;
  throw new Refusal(400, 'parameter_missing', `Missing required param: ${name}.`, name);
}

function checked(name: string, value: string, accepted: RegExp): string {
  if (value === '') throw new Refusal(400, 'parameter_invalid_empty', `Empty: ${name}`, name);
  if (!accepted.test(value)) throw invalid(name, `Invalid ${name}: ${value}`);
  return value;
}

// https://docs.stripe.com/api/metadata
function checkMetadata(name: string, metadata: Metadata): void {
  const entries = Object.entries(metadata);
  if (entries.length > 50) throw invalid(name, 'Metadata can have up to 50 keys.');
  for (const [key, value] of entries) {
    const path = `${name}[${key}]`;
    if (key.length > 40) throw invalid(path, 'Metadata keys can have up to 40 characters.');
    if (value.length > 500) throw invalid(path, 'Metadata values can have up to 500 characters.');
  }
}

// https://docs.stripe.com/api/expanding_objects
function checkExpand(expand: readonly string[]): void {
  const deep = expand.find((path) => path.split('.').length > 4);
  if (deep !== undefined) throw invalid('expand', `You can expand up to 4 levels: ${deep}`);
}
