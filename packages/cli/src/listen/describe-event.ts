import type { SandboxEvent } from './sandbox-event.ts';

/** The line of an event, and below it what is wrong. `eventOf` finds another event by number. */
export function describeEvent(
  event: SandboxEvent,
  eventOf: (number: number) => SandboxEvent | undefined,
): string {
  return [
    headOf(event),
    ...errorLines(event),
    ...duplicateLines(event, eventOf),
    ...brokenPairLines(event, eventOf),
    ...event.findings.filter(({ rule }) => rule !== nearMissRule).map(findingLine),
  ].join('\n');
}

/** Has the description of an event changed in a way that the reader should see? */
export function signatureOf({ verdict, findings, nearMissOf }: SandboxEvent): string {
  return JSON.stringify([verdict, nearMissOf, findings.map(({ rule, field }) => [rule, field])]);
}

/** A finding that the broken pair's lines replace. */
const nearMissRule = 'near-miss';

function headOf(event: SandboxEvent): string {
  const time = new Date(event.receivedAt).toTimeString().slice(0, 8);
  return [
    `${time}  ${event.source.padEnd(7)} → ${event.verdict.padEnd(9)}`,
    (event.eventName ?? '(no name)').padEnd(16),
    event.eventId ?? '(no id)',
    amountOf(event),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function amountOf({ event }: SandboxEvent): string {
  const { value, currency } = event.custom_data ?? {};
  const amount = typeof value === 'number' ? value.toFixed(2) : value;
  return [amount, currency].filter((part) => typeof part === 'string').join(' ');
}

function errorLines({ error, fault }: SandboxEvent): readonly string[] {
  if (error === undefined) return [];
  const code = [error.code, error.error_subcode].filter((part) => part !== undefined).join('/');
  const why =
    fault === 'peer'
      ? 'another event in the same request caused the refusal'
      : (error.error_user_msg ?? error.message ?? '');
  return [`    refused ${code}: ${why}`];
}

function duplicateLines(
  { duplicateOf, source }: SandboxEvent,
  eventOf: (number: number) => SandboxEvent | undefined,
): readonly string[] {
  const other = duplicateOf === undefined ? undefined : eventOf(duplicateOf);
  if (other === undefined) return [];
  return [
    other.source === source
      ? `    same id as an earlier ${source} event: counted once`
      : `    pair: the ${other.source} event of this id is counted, this copy is not`,
  ];
}

/** Printed at the later half, with both halves below each other. */
function brokenPairLines(
  event: SandboxEvent,
  eventOf: (number: number) => SandboxEvent | undefined,
): readonly string[] {
  const other = event.nearMissOf === undefined ? undefined : eventOf(event.nearMissOf);
  if (other === undefined || other.number > event.number) return [];
  const half = (one: SandboxEvent): string =>
    `      ${one.source.padEnd(7)}  event_id ${(one.eventId ?? '(no id)').padEnd(24)}  ${amountOf(one)}`;
  return [
    `    BROKEN PAIR: one person, two ids, so Meta counts this ${event.eventName ?? 'event'} twice.`,
    ...[other, event].toSorted((a, b) => a.source.localeCompare(b.source)).map(half),
    ...fixOf(other, event).map((line) => `    ${line}`),
  ];
}

function fixOf(one: SandboxEvent, other: SandboxEvent): readonly string[] {
  const browser = one.source === 'browser' ? one : other;
  const server = one.source === 'browser' ? other : one;
  const usesPaymentIntent = (server.eventId ?? '').startsWith('pi_');
  const usesSession = (server.eventId ?? '').startsWith('cs_');
  const source = usesPaymentIntent
    ? ' (the PaymentIntent’s id, which the thank-you page has as payment_intent)'
    : usesSession
      ? ' (the Checkout Session’s id, which the thank-you page has as session_id)'
      : '';
  return [
    `fix: send '${server.eventId ?? ''}'${source} from the browser too:`,
    `     trackPixelEvent('${server.eventName ?? ''}', customData, eventId), or fbq('track', …, …, { eventID: eventId })`,
    ...(browser.eventId === undefined || browser.eventId === 'undefined'
      ? ['     The browser’s id is missing: the page read it from a field that is not set.']
      : []),
  ];
}

function findingLine({ severity, rule, field, message }: SandboxEvent['findings'][number]): string {
  const mark = { advice: 'advice', leak: 'LEAK', problem: 'problem' }[severity];
  return `    ${mark} ${rule} at ${field}: ${message}`;
}
