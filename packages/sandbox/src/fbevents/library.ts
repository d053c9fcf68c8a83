/** The Pixel's function on the page: the queue of a base code, and what the library adds to it. */
export interface Fbq {
  queue: ArrayLike<unknown>[];
  callMethod?: (...call: unknown[]) => void;
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
}

/** One event of one Pixel, as it leaves. */
export interface Hit {
  readonly pixelId: string;
  readonly userData: Readonly<Record<string, unknown>>;
  readonly eventName: string;
  readonly customData: Readonly<Record<string, unknown>>;
  readonly eventId: string | undefined;
  /** Options, country and state of Limited Data Use, as far as the page said them. */
  readonly dataProcessing: readonly unknown[];
}

export interface Library {
  /** What `fbq(…)` does. */
  call(...call: unknown[]): void;
  /** What the library tracks by itself when the address changes. */
  addressChanged(): void;
  /** What the library tracks by itself when something is clicked. */
  buttonClicked(): void;
}

interface Pixel {
  readonly id: string;
  readonly userData: Readonly<Record<string, unknown>>;
  viewed: boolean;
}

const STANDARD_EVENTS =
  'AddPaymentInfo AddToCart AddToWishlist CompleteRegistration Contact CustomizeProduct Donate FindLocation InitiateCheckout Lead PageView Purchase Schedule Search StartTrial SubmitApplication Subscribe ViewContent'.split(
    ' ',
  );

/**
 * The calls of Meta's Pixel, by its documentation. What is queued behind a revoked consent leaves
 * with the grant, as Meta's example implies.
 */
// https://developers.facebook.com/documentation/meta-pixel/get-started
// https://developers.facebook.com/documentation/meta-pixel/implementation/gdpr
export function createLibrary(
  fbq: Fbq,
  send: (hit: Hit) => void,
  warn: (text: string) => void,
): Library {
  const pixels = new Map<string, Pixel>();
  const withoutAutomaticEvents = new Set<string>();
  const paused: Hit[] = [];
  let revoked = false;
  let dataProcessing: readonly unknown[] = [];

  const init = (id: string, userData: Pixel['userData']): void => {
    if (pixels.has(id)) warn(`Duplicate Pixel ID: ${id}.`);
    else pixels.set(id, { id, userData, viewed: false });
  };

  const fire = (pixel: Pixel, eventName: string, customData: unknown, options: unknown): void => {
    const { eventID } = recordOf(options);
    if (eventID !== undefined && typeof eventID !== 'string') warn('eventID has to be text.');
    for (const key of Object.keys(recordOf(options))) {
      if (key !== 'eventID' && key !== 'eventSourceUrl') warn(`${key} is no option of an event.`);
    }
    const hit: Hit = {
      pixelId: pixel.id,
      userData: pixel.userData,
      eventName,
      customData: recordOf(customData),
      eventId: typeof eventID === 'string' ? eventID : undefined,
      dataProcessing,
    };
    if (revoked) paused.push(hit);
    else send(hit);
  };

  const track = (targets: Iterable<Pixel>, custom: boolean, event: readonly unknown[]): void => {
    const [name, customData, options] = event;
    if (typeof name !== 'string') {
      warn('An event needs a name.');
      return;
    }
    if (custom === STANDARD_EVENTS.includes(name)) {
      warn(`${name} belongs into ${custom ? 'track' : 'trackCustom'}.`);
    }
    let found = false;
    for (const pixel of targets) {
      found = true;
      if (name === 'PageView' && pixel.viewed && fbq.allowDuplicatePageViews !== true) continue;
      if (name === 'PageView') pixel.viewed = true;
      fire(pixel, name, customData, options);
    }
    if (!found) warn(`${name}: there is no such Pixel; call init first.`);
  };

  const one = (id: unknown): Iterable<Pixel> => {
    const pixel = pixels.get(String(id));
    return pixel ? [pixel] : [];
  };

  return {
    call(method, ...rest) {
      const [first, second, third] = rest;
      switch (method) {
        case 'init':
          init(String(first), recordOf(second));
          break;
        case 'track':
        case 'trackCustom':
          track(pixels.values(), method === 'trackCustom', rest);
          break;
        case 'trackSingle':
        case 'trackSingleCustom':
          track(one(first), method === 'trackSingleCustom', rest.slice(1));
          break;
        case 'dataProcessingOptions':
          dataProcessing = rest;
          break;
        case 'set':
          if (first === 'autoConfig' && second === false) withoutAutomaticEvents.add(String(third));
          break;
        case 'consent':
          revoked = first === 'revoke';
          if (!revoked) for (const hit of paused.splice(0)) send(hit);
          break;
        default:
          warn(`${String(method)} is no call of the Pixel.`);
      }
    },
    addressChanged() {
      if (fbq.disablePushState === true) return;
      for (const pixel of pixels.values()) fire(pixel, 'PageView', {}, {});
    },
    buttonClicked() {
      for (const pixel of pixels.values()) {
        if (!withoutAutomaticEvents.has(pixel.id)) fire(pixel, 'SubscribedButtonClick', {}, {});
      }
    },
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
