import { objectOrEmpty } from '../judge/json.ts';
import type { PageEvent } from './events.ts';

/** `14:05:31.042`, in the browser's time zone. */
export function timeOf(ms: number): string {
  return `${new Date(ms).toLocaleTimeString('en-GB')}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
}

/** The time from one event to the next. */
export function gapOf(before: PageEvent, after: PageEvent): string {
  const ms = after.receivedAt - before.receivedAt;
  if (ms < 1000) return `+${Math.round(ms)} ms`;
  return ms < 60_000 ? `+${(ms / 1000).toFixed(1)} s` : `+${Math.round(ms / 60_000)} min`;
}

/** `49.90 EUR`; an empty text without a value. */
export function amountOf({ event }: PageEvent): string {
  const { value, currency } = objectOrEmpty(event['custom_data']);
  if (typeof value !== 'number' && typeof value !== 'string') return '';
  // A price with one decimal looks like a mistake.
  const text = String(value).replace(/\.\d$/, '$&0');
  return `${text} ${typeof currency === 'string' ? currency : ''}`.trim();
}

/** The start and the end of a long id, which is where ids differ. */
export function shortId(id: string): string {
  return id.length > 20 ? `${id.slice(0, 11)}…${id.slice(-8)}` : id;
}

/** `100/2804016` */
export function codeOf({ error }: Pick<PageEvent, 'error'>): string {
  return [error?.code, error?.error_subcode].filter((part) => part !== undefined).join('/');
}
