import type { Consent, UserData } from '../../src/event/capi-event.ts';
import { prepareEvent } from '../../src/prepare/prepare.ts';
import { visitorOfPost } from '../../src/visitor/from-request.ts';
import { requestWith, toolSamples } from './tool-samples.ts';

// The decision table of docs/consent.md: `npm run docs:generate` writes it, and a test compares each way.

export type Sent = 'limited' | 'not sent' | 'sent';
export const rank: Readonly<Record<Sent, number>> = { 'not sent': 0, limited: 1, sent: 2 };

export const california: UserData = { country: 'us', state: 'CA' };
export const greece: UserData = { country: 'gr' };

/** What happens to an event of a visitor with this consent, who is in this place. */
export function sent(consent: Consent, whenConsentUnknown: 'drop' | 'send', place: UserData): Sent {
  const preparation = prepareEvent(
    {
      eventName: 'Lead',
      eventId: 'lead-1',
      eventTime: new Date(),
      userData: { email: 'maria@example.com', ...place },
      visitor: { consent },
    },
    { whenConsentUnknown },
  );
  if (!preparation.ok) return 'not sent';
  return preparation.event.wire.data_processing_options === undefined ? 'sent' : 'limited';
}

/** The answer of a visitor, given in one way, and what it leads to. */
export interface Decision {
  readonly answer: string;
  readonly gpc: boolean;
  /** `meta_consent`, the `consent` option, a relayed event, or the name of a tool. */
  readonly way: string;
  /** With `drop` in the USA and elsewhere, then with `send`. */
  readonly cells: readonly Sent[];
}

/** Every answer with and without Global Privacy Control, in every way that can carry it. */
export function decisions(): readonly Decision[] {
  return answers.flatMap(([answer, consent]) =>
    [false, true].flatMap((gpc) =>
      Object.entries(waysOf(consent, gpc)).map(([way, decided]) => ({
        answer,
        gpc,
        way,
        cells: (['drop', 'send'] as const).flatMap((rule) =>
          [california, greece].map((place) => sent(decided, rule, place)),
        ),
      })),
    ),
  );
}

export function tableRow({ answer, gpc, cells }: Decision): string {
  return `| ${[answer, gpc ? 'yes' : '', ...cells].join(' | ')} |`;
}

/** The Markdown of the table. */
export function decisionTable(): string {
  return [
    "| Answer | GPC | `'drop'`, USA | `'drop'`, elsewhere | `'send'`, USA | `'send'`, elsewhere |",
    '|---|---|---|---|---|---|',
    // The way is not in the row: a test proves that all of them lead to the same.
    ...decisions()
      .filter(({ way }) => way === 'consent option')
      .map(tableRow),
  ].join('\n');
}

const answers: readonly [string, Consent][] = [
  ['granted', 'granted'],
  ['limited', 'limited'],
  ['denied', 'denied'],
  ['not answered', 'unknown'],
  ['unreadable', 'unreadable'],
];

function waysOf(consent: Consent, gpc: boolean): Readonly<Record<string, Consent>> {
  const headers = gpc ? { 'sec-gpc': '1' } : {};
  const request = (cookie?: string) =>
    new Request('https://shop.example.com/', {
      headers: cookie === undefined ? headers : { ...headers, cookie },
    });
  const cookie = consent === 'unknown' ? undefined : `meta_consent=${consent}`;
  const decided: Record<string, Consent | undefined> = {
    meta_consent: visitorOfPost(request(cookie), {}, undefined).consent,
    'consent option': visitorOfPost(request(), { consent: () => consent }, undefined).consent,
    'relayed event': visitorOfPost(request(), {}, consent).consent,
  };
  for (const sample of toolSamples) {
    // A tool's answer that cannot be read is a refusal: decided-by.test.ts.
    const stored = consent === 'unreadable' ? undefined : sample[consent];
    if (stored === undefined && consent !== 'unknown') continue;
    decided[sample.tool] = visitorOfPost(
      requestWith(sample, stored, headers),
      { consent: sample.consent },
      undefined,
    ).consent;
  }
  return Object.fromEntries(Object.entries(decided).map(([way, each]) => [way, each ?? 'unknown']));
}
