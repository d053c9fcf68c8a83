import { isTag } from '../event-id.ts';
import { isId } from '../mapping/reading.ts';
import type { ActiveCampaignToEventsOptions } from './options.ts';

type MappingOptions = Pick<
  ActiveCampaignToEventsOptions,
  'carriedForMs' | 'eventName' | 'forms' | 'initiatedFrom' | 'tags' | 'wonDeals'
>;

/** What is wrong with the options, and how to fix it; `undefined` if they can be used. */
export function optionFault(options: MappingOptions): string | undefined {
  const names = Object.keys(checks) as (keyof MappingOptions)[];
  const name = names.find((one) => options[one] !== undefined && !checks[one](options[one]));
  return name === undefined ? undefined : `${name}: ${fixes[name]}`;
}

const checks: Readonly<Record<keyof MappingOptions, (value: unknown) => boolean>> = {
  eventName: (value) => isEventName(value) || isEventByKey(value, isId),
  forms: (value) => isEventByKey(value, isId),
  tags: (value) => isEventByKey(value, isTag),
  wonDeals: (value) =>
    isRecord(value) &&
    ['hundredths', 'units'].includes(String(value['valueIn'])) &&
    (value['eventName'] === undefined || isEventName(value['eventName'])),
  initiatedFrom: (value) => Array.isArray(value) && value.every((one) => origins.includes(one)),
  carriedForMs: (value) => typeof value === 'number' && value >= 0,
};

const fixes: Readonly<Record<keyof MappingOptions, string>> = {
  eventName: 'set it to the name of an event, or to an event for each list’s id: { 3: "Lead" }.',
  forms: 'set it to an event for each form’s id: { 5: "Lead" }.',
  tags: 'set it to an event for each tag’s name: { trial: "StartTrial" }.',
  wonDeals:
    'set valueIn to "units" or "hundredths", and eventName, if set, to the name of an event.',
  initiatedFrom: 'set it to an array of "public", "api", "admin" and "system".',
  carriedForMs: 'set it to a number of milliseconds, 0 or more.',
};

// https://developers.activecampaign.com/page/webhooks
const origins: readonly unknown[] = ['public', 'api', 'admin', 'system'];

function isEventName(value: unknown): boolean {
  return typeof value === 'string' && /^\S/.test(value);
}

function isEventByKey(value: unknown, isKey: (key: string) => boolean): boolean {
  return (
    isRecord(value) && Object.entries(value).every(([key, name]) => isKey(key) && isEventName(name))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
