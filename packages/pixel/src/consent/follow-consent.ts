import type { Consent } from '@meta-capi/core';
import { consentCookieName, consentOfVisitor } from '@meta-capi/core/browser';
import { pagePixel, pixelWindow } from '../fbq/page.ts';
import { type Answer, keepAnswer } from './answer-consent.ts';
import { writeCookie } from './cookie.ts';
import { isPixelAllowed } from './obey-consent.ts';

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
}

/** An answer that a visitor gave in the consent tool. */
export interface ConsentAnswer {
  readonly answer: Answer;
  readonly at: Date;
  /** The tool's name. */
  readonly source: string;
}

export interface FollowConsentOptions extends ConsentTool {
  /** Receives every new answer once, so that the site can keep its own record of consent. */
  onAnswer?: ((answer: ConsentAnswer) => void) | undefined;
}

/** Where the browser keeps the last answer of the tool, to recognise a new one. */
const lastAnswerKey = 'meta_consent_tool';

/**
 * Applies the answer of the site's consent tool: now, whenever the tool reports one, and whenever a
 * cookie changes (in browsers without the Cookie Store API it looks every second). A new answer is kept
 * in the cookie `meta_consent`, so that the server has it too, also weeks later in a webhook.
 *
 * The strictest answer wins: a grant that the tool gave earlier does not lift a refusal that was given
 * since by `revokeConsent` or the server. While the tool's question is open, a grant in `meta_consent`
 * is deleted. Call it before or after `initPixel`. Returns whether events may be sent now. Never throws.
 *
 * @example
 * followConsent(cookiebot());
 * followConsent({ ...klaro('metaPixel'), onAnswer: (answer) => void saveRecord(answer) });
 */
export function followConsent(options: FollowConsentOptions): boolean {
  if (!pixelWindow()) return false;
  const update = (): void => {
    try {
      apply(options);
    } catch {
      // A frame that may not use cookies: the Pixel takes that for a denial.
    }
  };
  update();
  try {
    options.subscribe(update);
  } catch {
    // The tool's script is missing or broken: cookies still tell.
  }
  // https://developer.mozilla.org/en-US/docs/Web/API/CookieStore/change_event
  const { cookieStore } = window as { cookieStore?: EventTarget };
  if (cookieStore) cookieStore.addEventListener('change', update);
  else setInterval(update, 1000);
  // Some tools reload the page after an answer, and another tab may have answered meanwhile.
  for (const event of ['pagehide', 'pageshow', 'focus', 'storage']) addEventListener(event, update);
  return isPixelAllowed();
}

function apply(options: FollowConsentOptions): void {
  const answer = answerOf(options);
  const last = storedAnswer();
  if (answer === undefined) return;
  storeAnswer(answer);
  const kept = consentWith(undefined);
  if (answer === 'unknown') {
    // The tool asks, perhaps again: an earlier grant does not count, on the server neither.
    if (kept === 'granted') writeCookie(consentCookieName);
    pagePixel()?.catchUp();
    return;
  }
  // The first answer known to this browser may be older than the cookie, so it can only restrict.
  const isNew = last !== undefined && answer !== last;
  if (isNew || consentWith(answer) !== kept) keepAnswer(answer);
  if (answer === last) return;
  try {
    options.onAnswer?.({ answer, at: new Date(), source: options.name });
  } catch {
    // The site's own function.
  }
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

/** The strictest of our cookies, the page's own answer (a frame may store no cookie), and this one. */
function consentWith(answer: Answer | undefined): Consent {
  const own = pagePixel()?.answer;
  const said = strictest.find((each) => each === own || each === answer);
  return consentOfVisitor({ cookies: document.cookie, said, optsOut: false });
}

const strictest: readonly Answer[] = ['denied', 'limited', 'granted'];

function storedAnswer(): string | undefined {
  try {
    return localStorage.getItem(lastAnswerKey) ?? unstored;
  } catch {
    return unstored;
  }
}

function storeAnswer(answer: string): void {
  try {
    if (answer !== storedAnswer()) localStorage.setItem(lastAnswerKey, answer);
  } catch {
    unstored = answer;
  }
}

/** The last answer on this page if the browser stores nothing. */
let unstored: string | undefined;
