import { type DataProcessing, readDataProcessing } from './data-processing.ts';
import { createLocks } from './locks.ts';

/** The Pixel's function on the page: the queue of a base code, and what the library adds to it. */
export interface Fbq {
  queue: ArrayLike<unknown>[];
  callMethod?: (...call: unknown[]) => void;
  registerPlugin?: (name: string, plugin: ConfigPlugin) => void;
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
}

/** What a file at `/signals/config/<pixel id>` registers. */
export interface ConfigPlugin {
  readonly plugin: (fbq: Fbq, instance: Pick<Library, 'configLoaded'>) => void;
}

/** One event of one Pixel, as it leaves. */
export interface Hit {
  readonly pixelId: string;
  readonly userData: Readonly<Record<string, unknown>>;
  readonly eventName: string;
  readonly customData: Readonly<Record<string, unknown>>;
  readonly eventId: string | undefined;
  /** How many events this Pixel sent on this page before. */
  readonly eventCount: number;
  /** The last valid `dataProcessingOptions`; `undefined` if there was none. */
  readonly dataProcessing: DataProcessing | undefined;
}

export interface Surroundings {
  readonly send: (hit: Hit) => void;
  readonly warn: (text: string) => void;
  /** Asks for the configuration of a Pixel; `configLoaded` reports its arrival. */
  readonly requestConfig: (pixelId: string) => void;
}

export interface Library {
  /** What `fbq(…)` does. */
  call(...call: unknown[]): void;
  configLoaded(pixelId: string): void;
  /** The PageView that the library tracks by itself: another address, a page restored. */
  automaticPageView(): void;
  /** What the library tracks by itself when something is clicked. */
  buttonClicked(): void;
}

interface Pixel {
  readonly id: string;
  readonly userData: Readonly<Record<string, unknown>>;
  viewed: boolean;
  eventCount: number;
}

const STANDARD_EVENTS =
  'AddPaymentInfo AddToCart AddToWishlist CompleteRegistration Contact CustomizeProduct Donate FindLocation InitiateCheckout Lead PageView Purchase Schedule Search StartTrial SubmitApplication Subscribe ViewContent'.split(
    ' ',
  );

/**
 * The calls of Meta's Pixel, by its documentation and as its library was seen to behave (versions
 * 2.9.252 to 2.9.364; `npm run pixel:conformance` compares the two).
 *
 * A call is carried out only while nothing is locked; else it waits in `fbq.queue`. A revoked consent
 * is a lock, and so is every Pixel whose configuration has not loaded. `consent` alone is never
 * queued by the library, but a `consent` that already stands in the queue waits like any other call.
 */
// https://developers.facebook.com/documentation/meta-pixel/get-started
// https://developers.facebook.com/documentation/meta-pixel/implementation/gdpr
// oxlint-disable-next-line max-lines-per-function -- one closed object: short methods that share this state
export function createLibrary(fbq: Fbq, { send, warn, requestConfig }: Surroundings): Library {
  const pixels = new Map<string, Pixel>();
  const withoutAutomaticEvents = new Set<string>();
  const locks = createLocks(drain);
  let dataProcessing: DataProcessing | undefined;

  function drain(): void {
    while (fbq.queue.length > 0 && !locks.isLocked()) {
      const [method, ...rest] = Array.from(fbq.queue.shift() ?? []);
      carryOut(method, rest);
    }
  }

  function carryOut(method: unknown, rest: readonly unknown[]): void {
    const [first, second, third] = rest;
    switch (method) {
      case 'init':
        init(String(first), recordOf(second));
        break;
      case 'track':
      case 'trackCustom':
        trackEverywhere(method === 'trackCustom', rest, fbq.allowDuplicatePageViews === true);
        break;
      case 'trackSingle':
      case 'trackSingleCustom':
        trackOne(String(first), method === 'trackSingleCustom', rest.slice(1));
        break;
      case 'dataProcessingOptions': {
        const valid = readDataProcessing(rest);
        if (valid) dataProcessing = valid;
        else warn('These dataProcessingOptions are not valid; the previous ones stay.');
        break;
      }
      case 'set':
        if (first === 'autoConfig' && second === false) withoutAutomaticEvents.add(String(third));
        break;
      case 'consent':
        if (first === 'revoke') locks.lock('consent');
        else if (first === 'grant') locks.release('consent');
        else warn("consent takes 'revoke' or 'grant'.");
        break;
      default:
        warn(`${String(method)} is not a call of the Pixel.`);
    }
  }

  function init(id: string, userData: Pixel['userData']): void {
    if (pixels.has(id)) {
      warn(`Duplicate Pixel ID: ${id}.`);
      return;
    }
    pixels.set(id, { id, userData, viewed: false, eventCount: 0 });
    locks.lock(`config:${id}`);
    requestConfig(id);
  }

  function trackEverywhere(custom: boolean, event: readonly unknown[], again: boolean): void {
    checkName(event[0], custom);
    if (pixels.size === 0) warn('No Pixel on this page; call init first.');
    for (const pixel of pixels.values()) {
      const isView = event[0] === 'PageView';
      if (isView && pixel.viewed && !again) continue;
      if (isView) pixel.viewed = true;
      fire(pixel, event);
    }
  }

  function trackOne(id: string, custom: boolean, event: readonly unknown[]): void {
    checkName(event[0], custom);
    const pixel = pixels.get(id);
    if (pixel) fire(pixel, event);
    else warn(`Pixel ${id} is not on this page; call init first.`);
  }

  function checkName(name: unknown, custom: boolean): void {
    if (typeof name !== 'string') warn('An event needs a name.');
    else if (custom === STANDARD_EVENTS.includes(name)) {
      warn(`${name} belongs into ${custom ? 'track' : 'trackCustom'}.`);
    }
  }

  function fire(pixel: Pixel, [eventName, customData, options]: readonly unknown[]): void {
    if (typeof eventName !== 'string') return;
    const { eventID } = recordOf(options);
    if (eventID !== undefined && typeof eventID !== 'string') warn('eventID has to be text.');
    for (const key of Object.keys(recordOf(options))) {
      if (key !== 'eventID') warn(`${key} is not an option of an event.`);
    }
    send({
      pixelId: pixel.id,
      userData: pixel.userData,
      eventName,
      customData: recordOf(customData),
      eventId: textOf(eventID),
      eventCount: pixel.eventCount++,
      dataProcessing,
    });
  }

  const library: Library = {
    call(...call) {
      const [method, ...rest] = call;
      if (locks.isLocked() && method !== 'consent') fbq.queue.push(call);
      else carryOut(method, rest);
    },
    configLoaded: (pixelId) => locks.release(`config:${pixelId}`),
    automaticPageView() {
      // What waits in the queue is an ordinary call, and may be a duplicate when it is read.
      if (locks.isLocked()) fbq.queue.push(['trackCustom', 'PageView']);
      else for (const pixel of pixels.values()) fire(pixel, ['PageView']);
    },
    buttonClicked() {
      for (const pixel of pixels.values()) {
        if (withoutAutomaticEvents.has(pixel.id)) continue;
        library.call('trackSingleCustom', pixel.id, 'SubscribedButtonClick');
      }
    },
  };
  fbq.callMethod = (...call) => library.call(...call);
  drain();
  return library;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
