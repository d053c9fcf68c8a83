import { afterEach, describe, expect, it, vi } from 'vitest';
import { relayEvent } from '../src/relay-event.ts';
import { fakePage } from './fake-page.ts';

const sent = '{"eventName":"Lead","eventId":"lead-1","customData":{"content_name":"News"}}';

afterEach(() => vi.unstubAllGlobals());

function page(sendBeacon?: (url: string, body: string) => boolean): typeof fetch {
  fakePage();
  vi.stubGlobal('navigator', { sendBeacon });
  const fetched = vi.fn<typeof fetch>(() => Promise.reject(new TypeError('offline')));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const relayLead = (customData = { content_name: 'News' }): boolean =>
  relayEvent('/api/meta', 'Lead', customData, 'lead-1');

describe('relayEvent', () => {
  it('leaves as a beacon of plain text', () => {
    const sendBeacon = vi.fn<() => boolean>(() => true);
    const fetched = page(sendBeacon);

    expect(relayLead()).toBe(true);

    expect(sendBeacon).toHaveBeenCalledWith('/api/meta', sent);
    expect(fetched).not.toHaveBeenCalled();
  });

  it.each([
    ['is not there', undefined],
    ['refuses', () => false],
    [
      'throws',
      () => {
        throw new TypeError('no');
      },
    ],
  ])('leaves by a fetch that outlives the page where sendBeacon %s', (_, sendBeacon) => {
    const fetched = page(sendBeacon);

    expect(relayLead()).toBe(true);

    expect(fetched).toHaveBeenCalledWith('/api/meta', {
      method: 'POST',
      body: sent,
      keepalive: true,
      mode: 'no-cors',
      credentials: 'include',
    });
  });

  it('leaves by an ordinary fetch where the browser has no room for one that outlives the page', async () => {
    const fetched = page();

    relayLead();

    await vi.waitFor(() => expect(fetched).toHaveBeenCalledTimes(2));
    expect(fetched).toHaveBeenLastCalledWith(
      '/api/meta',
      expect.objectContaining({ body: sent, keepalive: false }),
    );
  });

  it('does not post what the route would refuse for its size, nor what is no JSON', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const sendBeacon = vi.fn<() => boolean>(() => true);
    page(sendBeacon);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;

    expect(relayLead({ content_name: 'ä'.repeat(8192) })).toBe(false);
    expect(relayEvent('/api/meta', 'Lead', circle, 'lead-1')).toBe(false);

    expect(sendBeacon).not.toHaveBeenCalled();
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });

  it('does nothing on a server', () => {
    expect(relayLead()).toBe(false);
  });
});
