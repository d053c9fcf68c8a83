import { afterEach, describe, expect, it, vi } from 'vitest';
import { relayEvent } from '../../src/track/relay-event.ts';
import { fakePage } from '../fake-page.ts';

const sent =
  '{"eventName":"Lead","eventId":"lead-1","customData":{"content_name":"News"},"consent":"unknown"}';

afterEach(() => vi.unstubAllGlobals());

const offline = (): Promise<Response> => Promise.reject(new TypeError('offline'));

function page(
  sendBeacon?: (url: string, body: string) => boolean,
  answer: typeof fetch = offline,
): typeof fetch {
  fakePage();
  vi.stubGlobal('navigator', { sendBeacon });
  const fetched = vi.fn<typeof fetch>(answer);
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const relayLead = (customData = { content_name: 'News' }): boolean =>
  relayEvent('/api/meta', 'Lead', customData, 'lead-1');

const post = (keepalive: boolean): RequestInit => ({
  method: 'POST',
  body: sent,
  keepalive,
  mode: 'no-cors',
  credentials: 'include',
});

const beaconFails: [string, (() => boolean) | undefined][] = [
  ['is not there', undefined],
  ['refuses', () => false],
  [
    'throws',
    () => {
      throw new TypeError('no');
    },
  ],
];

describe('relayEvent', () => {
  it('is sent by a keepalive fetch', async () => {
    const sendBeacon = vi.fn<() => boolean>(() => true);
    const fetched = page(sendBeacon, () => Promise.resolve(new Response()));

    expect(relayLead()).toBe(true);
    await Promise.resolve();

    expect(fetched).toHaveBeenCalledExactlyOnceWith('/api/meta', post(true));
    expect(sendBeacon).not.toHaveBeenCalled();
  });

  it.each<[string, typeof fetch]>([
    ['fails', offline],
    [
      'throws',
      () => {
        throw new TypeError('no');
      },
    ],
  ])('leaves as a beacon of plain text where the fetch %s', async (_, answer) => {
    const sendBeacon = vi.fn<() => boolean>(() => true);
    const fetched = page(sendBeacon, answer);

    expect(relayLead()).toBe(true);

    await vi.waitFor(() => expect(sendBeacon).toHaveBeenCalledExactlyOnceWith('/api/meta', sent));
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it.each(beaconFails)(
    'is sent by an ordinary fetch without keepalive and where sendBeacon %s',
    async (_, sendBeacon) => {
      const fetched = page(sendBeacon);

      expect(relayLead()).toBe(true);

      await vi.waitFor(() => expect(fetched).toHaveBeenCalledTimes(2));
      expect(fetched).toHaveBeenLastCalledWith('/api/meta', post(false));
    },
  );

  describe('in a browser without keepalive fetches', () => {
    it('leaves as a beacon', () => {
      const sendBeacon = vi.fn<() => boolean>(() => true);
      const fetched = page(sendBeacon);
      vi.stubGlobal('Request', vi.fn());

      expect(relayLead()).toBe(true);

      expect(sendBeacon).toHaveBeenCalledExactlyOnceWith('/api/meta', sent);
      expect(fetched).not.toHaveBeenCalled();
    });

    it.each(beaconFails)('is sent by fetch where sendBeacon %s', (_, sendBeacon) => {
      const fetched = page(sendBeacon);
      vi.stubGlobal('Request', undefined);

      expect(relayLead()).toBe(true);

      expect(fetched).toHaveBeenCalledWith('/api/meta', post(true));
    });
  });

  it('does not post an event that is too large for the route or not JSON', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const sendBeacon = vi.fn<() => boolean>(() => true);
    const fetched = page(sendBeacon);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;

    expect(relayLead({ content_name: 'ä'.repeat(8192) })).toBe(false);
    expect(relayEvent('/api/meta', 'Lead', circle, 'lead-1')).toBe(false);

    expect(sendBeacon).not.toHaveBeenCalled();
    expect(fetched).not.toHaveBeenCalled();
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });

  it.each([undefined, null, 7, {}, '', ' undefined '])(
    'posts nothing under the missing id %s, and throws nothing',
    (id) => {
      const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
      const fetched = page();

      expect(relayEvent('/api/meta', 'Lead', {}, id as string)).toBe(false);

      expect(fetched).not.toHaveBeenCalled();
      expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('eventId: '));
      warn.mockRestore();
    },
  );

  it('does nothing on a server', () => {
    expect(relayLead()).toBe(false);
  });
});
