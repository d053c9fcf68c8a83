import type { Consent } from '@meta-capi/core';
import { consentCookieName, consentOfVisitor } from '@meta-capi/core/browser';
import { type PixelWindow, pagePixel, pixelWindow } from '../fbq/page.ts';
import { readStored, store } from '../fbq/storage.ts';
import { type Answer, type DatedAnswer, keepAnswer, restoreAnswer } from './answer-consent.ts';
import { writeCookie } from './cookie.ts';
import { isPixelAllowed } from './page-decision.ts';

/** The site's consent tool; `@meta-capi/pixel/consent-tools` has one for each well-known tool. */
export interface ConsentTool {
  /** Names the tool for {@link ConsentAnswer.source}. */
  readonly name: string;
  /**
   * The visitor's answer now. `unknown`: the tool asks, or has to ask again. `undefined`: the tool has
   * not loaded, so an earlier answer stays. An exception is `denied`.
   */
  readonly read: () => Consent | undefined;
  /** Calls the function whenever the tool reports an answer. */
  readonly subscribe: (onChange: () => void) => void;
  /** When the visitor granted it, in Unix seconds, if the tool keeps that time. */
  readonly grantedAt?: (() => number | undefined) | undefined;
}

/** An answer that a visitor gave in the consent tool. */
export interface ConsentAnswer {
  readonly answer: Answer;
  /** The time that the tool keeps, otherwise when this page first read the answer. */
  readonly at: Date;
  /** The tool's name. */
  readonly source: string;
}

export interface FollowConsentOptions extends ConsentTool {
  /** Receives every new answer once, so that the site can keep its own record of consent. */
  onAnswer?: ((answer: ConsentAnswer) => void) | undefined;
}

/** Where the browser keeps the last answer of the tool and its time, to recognise a new one. */
const lastAnswerKey = 'meta_consent_tool';

/**
 * Applies the answer of the site's consent tool: now, whenever the tool reports one, and whenever a
 * cookie changes (in browsers without the Cookie Store API it looks every second). A new answer is kept
 * in the cookie `meta_consent`, so that the server has it too, also weeks later in a webhook.
 *
 * The strictest answer wins: a grant that the tool gave earlier does not lift a refusal that was given
 * since by `revokeConsent` or the server, also after Safari has deleted the cookie of that refusal. A refusal
 * that the server has set counts as given when a page first reads it. While
 * the tool's question is open, a grant in `meta_consent` is deleted, and a grant in the `consent` option does
 * not count. Call it before or after `initPixel`. Returns whether events may be sent now. Never throws.
 *
 * @example
 * followConsent(cookiebot());
 * followConsent({ ...klaro('metaPixel'), onAnswer: (answer) => void saveRecord(answer) });
 */
export function followConsent(options: FollowConsentOptions): boolean {
  if (!pixelWindow()) return false;
  restoreAnswer(pagePixel());
  dateRefusal();
  let isFirst = true;
  const update = (): void => {
    const answer = answerOf(options);
    // A tool that has not loaded has no answer that a later one could change.
    if (answer === undefined) return;
    apply(options, answer, isFirst);
    isFirst = false;
  };
  update();
  try {
    options.subscribe(update);
  } catch {
    // The tool's script is missing or broken: its cookies are still read.
  }
  // https://developer.mozilla.org/en-US/docs/Web/API/CookieStore/change_event
  const { cookieStore } = window as { cookieStore?: EventTarget };
  if (cookieStore) cookieStore.addEventListener('change', update);
  else setInterval(update, 1000);
  // Some tools reload the page after an answer, and another tab may have answered meanwhile.
  for (const event of ['pagehide', 'pageshow', 'focus', 'storage']) addEventListener(event, update);
  return isPixelAllowed();
}

/**
 * A refusal or an opt-out that only the cookie has, such as the server's, has no time: it counts as given
 * when a page first reads it, as `onlyOnce` counts one on the server. An earlier grant does not lift it.
 */
function dateRefusal(): void {
  const kept = consentWith(undefined, undefined);
  const [answer] = (readStored(consentCookieName) as DatedAnswer | undefined) ?? [];
  if (kept !== 'granted' && kept !== 'unknown' && kept !== answer)
    store(consentCookieName, [kept, Date.now()]);
}

function apply(options: FollowConsentOptions, answer: Answer | 'unknown', isFirst: boolean): void {
  const now = Date.now();
  const givenAt = answer === 'granted' ? timeOf(options) : undefined;
  const last = lastAnswer();
  const isNew = isFirst
    ? isNewOnFirstReading(answer, givenAt, last)
    : last !== undefined && isAnotherThan(last, answer, givenAt);
  if (last === undefined || isAnotherThan(last, answer, givenAt))
    keepLast([answer, givenAt ?? now]);
  (window as PixelWindow).metaCapiAsks =
    answer === 'unknown' ? `; ${consentCookieName}=unknown` : '';
  if (answer === 'unknown') {
    // The tool asks, perhaps again: an earlier grant does not count, on the server neither.
    if (consentWith(undefined, undefined) === 'granted') writeCookie(consentCookieName);
    pagePixel()?.catchUp();
    return;
  }
  // The first answer known to this browser may be older than the cookie, so it can only restrict.
  const own = pagePixel()?.answer;
  if (isNew || consentWith(own, answer) !== consentWith(own, undefined))
    keepAnswer(answer, givenAt ?? now);
  else pagePixel()?.catchUp();
  if (answer === last?.[0] && !isNew) return;
  try {
    options.onAnswer?.({ answer, at: new Date(givenAt ?? now), source: options.name });
  } catch {
    // The site's own function.
  }
}

function isAnotherThan([answer, at]: DatedAnswer, now: string, givenAt = 0): boolean {
  return now !== answer || givenAt > at;
}

/**
 * May the first answer that the tool has on a page lift a refusal? While a page is open, a change of the
 * tool's answer is newer than everything before. An answer from the time between two pages is newer than
 * a refusal only if their times prove it.
 */
function isNewOnFirstReading(answer: string, givenAt?: number, last?: DatedAnswer): boolean {
  const [refusal, refusedAt] = (readStored(consentCookieName) as DatedAnswer | undefined) ?? [];
  const isDated = refusedAt !== undefined && refusal !== 'granted';
  if (last === undefined) return isDated && givenAt !== undefined && givenAt > refusedAt;
  // Without a time of the tool, all that is known is that the answer came after the last one.
  return isAnotherThan(last, answer, givenAt) && !(isDated && (givenAt ?? last[1]) < refusedAt);
}

function answerOf({ read }: ConsentTool): Answer | 'unknown' | undefined {
  try {
    const answer = read();
    const isWeaker = answer === 'granted' || answer === 'limited' || answer === 'unknown';
    return isWeaker || answer === undefined ? answer : 'denied';
  } catch {
    return 'denied';
  }
}

/** In milliseconds. */
function timeOf({ grantedAt }: ConsentTool): number | undefined {
  try {
    const seconds = grantedAt?.();
    return seconds === undefined ? undefined : seconds * 1000;
  } catch {
    return undefined;
  }
}

/** The strictest of our cookies, the page's own answer (a frame may store no cookie), and the tool's. */
function consentWith(own: Consent | undefined, answer: Answer | undefined): Consent {
  const isReadable = own === undefined || own === 'unknown' || strictest.includes(own);
  const said = isReadable ? strictest.find((each) => each === own || each === answer) : own;
  try {
    return consentOfVisitor({ cookies: document.cookie, said, optsOut: false });
  } catch {
    return 'denied'; // A sandboxed frame may not read cookies.
  }
}

const strictest: readonly Consent[] = ['denied', 'limited', 'granted'];

function lastAnswer(): DatedAnswer | undefined {
  return (readStored(lastAnswerKey) as DatedAnswer | undefined) ?? unstored;
}

function keepLast(answer: DatedAnswer): void {
  store(lastAnswerKey, answer);
  unstored = readStored(lastAnswerKey) === undefined ? answer : undefined;
}

/** The last answer on this page, for a browser that stores nothing. */
let unstored: DatedAnswer | undefined;
