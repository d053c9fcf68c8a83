import { createCapiClient, type EventSink, onlyOnce } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { expect, test } from 'vitest';
import { backfillBookings, bookingEventId, bookingToEvents } from '../src/index.ts';
import { apiToken, bookingOf, bookingsApi, confirmed } from './bookings.ts';

const since = new Date(Date.now() - 24 * 3_600_000);

function graph() {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  return { sandbox, capi };
}

const bookings = Array.from({ length: 250 }, (_, at) => ({ ...bookingOf(`bkg_${at}`) }));

test('sends every booking of the time once, with the ids of the webhook', async () => {
  const { sandbox, capi } = graph();
  await capi.sendEvents(bookingToEvents(confirmed(bookingOf('bkg_7'))));
  const fetch = bookingsApi([
    ...bookings,
    { ...bookingOf('old', { confirmed_at: new Date(Date.now() - 48 * 3_600_000).toISOString() }) },
  ]);
  expect(await backfillBookings({ apiToken, since, sink: capi, fetch })).toMatchObject({
    complete: true,
    read: 250,
    unreadable: 0,
    outcomes: { delivered: 250 },
  });
  const ids = new Set(sandbox.counted.map(({ event }) => event['event_id']));
  expect(sandbox.counted).toHaveLength(250);
  expect(ids.has(bookingEventId('bkg_249'))).toBe(true);
});

test('continues where it stopped', async () => {
  const { sandbox, capi } = graph();
  const fetch = bookingsApi(bookings);
  let calls = 0;
  const failing: EventSink = {
    sendEvents(events) {
      calls += 1;
      return capi.sendEvents(events, calls === 2 ? { signal: AbortSignal.abort() } : {});
    },
  };
  const stopped = await backfillBookings({ apiToken, since, sink: failing, fetch });
  expect(stopped).toMatchObject({ complete: false, read: 200, resumeAt: 'after_100' });
  const { resumeAt } = stopped;
  expect(await backfillBookings({ apiToken, since, sink: capi, fetch, resumeAt })).toMatchObject({
    complete: true,
    read: 150,
  });
  expect(sandbox.counted).toHaveLength(250);
});

test('counts bookings that cannot be read', async () => {
  const fetch = bookingsApi([{ ...bookingOf('bkg_1') }, { ...bookingOf('') }]);
  const result = await backfillBookings({ apiToken, since, sink: graph().capi, fetch });
  expect(result).toMatchObject({ read: 2, unreadable: 1, outcomes: { delivered: 1 } });
});

test('rejects if the API refuses the token, and names neither the token nor a person', async () => {
  const options = { since, sink: graph().capi, fetch: bookingsApi(bookings) };
  await expect(backfillBookings({ ...options, apiToken: 'wrong-token' })).rejects.toThrow(
    'GET /v1/bookings: HTTP status 401.',
  );
});

test('beyond 47 hours it needs a sink that remembers', async () => {
  const old = new Date(Date.now() - 72 * 3_600_000);
  const { capi } = graph();
  const fetch = bookingsApi(bookings);
  await expect(backfillBookings({ apiToken, since: old, sink: capi, fetch })).rejects.toThrow(
    RangeError,
  );
  const sink = onlyOnce(capi, new Map() as never, { scope: '1234567890' });
  expect(await backfillBookings({ apiToken, since: old, sink, fetch })).toMatchObject({
    complete: true,
  });
});
