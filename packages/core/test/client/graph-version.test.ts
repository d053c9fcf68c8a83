import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import {
  defaultGraphVersion,
  graphVersions,
  noteOnVersion,
} from '../../src/client/graph-version.ts';

afterEach(() => vi.restoreAllMocks());

const dayMs = 86_400_000;

/** Meta keeps a version at least two years after its successor's release, which may still be due. */
// https://developers.facebook.com/docs/graph-api/guides/versioning
function earliestEnd(index: number): number {
  const version = graphVersions[index];
  if (version?.graphUntil !== undefined) return Date.parse(version.graphUntil);
  const end = new Date((graphVersions[index - 1] ?? version)?.released ?? '');
  return end.setUTCFullYear(end.getUTCFullYear() + 2);
}

function daysLeft(now: number): number {
  const marketingEnd = Date.parse(graphVersions[0].marketingUntil ?? '9999-12-31');
  return (Math.min(earliestEnd(0), marketingEnd) - now) / dayMs;
}

test('the default version lives for another 90 days: else add the newest one to graph-version.ts', () => {
  expect(graphVersions[0].name).toBe(defaultGraphVersion);
  expect(daysLeft(Date.now())).toBeGreaterThan(90);
});

test('… which would fail 90 days before it expires', () => {
  const lastDay = earliestEnd(0) - 90 * dayMs;
  expect(daysLeft(lastDay - dayMs)).toBeGreaterThan(90);
  expect(daysLeft(lastDay)).toBeLessThanOrEqual(90);
});

test('the versions go back in time, and each lives two years after its successor', () => {
  graphVersions.forEach(({ name, graphUntil, released, marketingUntil }, index) => {
    expect(name).toMatch(/^v\d\d\.0$/);
    const successor = graphVersions[index - 1];
    if (successor === undefined) return;
    expect(Number(name.slice(1))).toBe(Number(successor.name.slice(1)) - 1);
    expect(Date.parse(released)).toBeLessThan(Date.parse(successor.released));
    if (graphUntil === undefined) return;
    const twoYears = new Date(successor.released);
    twoYears.setUTCFullYear(twoYears.getUTCFullYear() + 2);
    // Meta's own dates are a few days off.
    expect(Math.abs(Date.parse(graphUntil) - twoYears.getTime())).toBeLessThanOrEqual(10 * dayMs);
    expect(Date.parse(marketingUntil ?? graphUntil)).toBeLessThanOrEqual(Date.parse(graphUntil));
  });
});

describe('the note on a version', () => {
  const now = Date.parse('2026-11-28');

  test.each(['v27.0', 'v26.0', 'v25.0'])('is not made for %s', (name) => {
    expect(noteOnVersion(name, now)).toBeUndefined();
  });

  test.each([
    ['v24.0', /Meta ended v24\.0 for its Marketing API on 2026-11-10.*set it to v27\.0/],
    ['v20.0', /v20\.0 is not one of Meta’s versions, or has expired.*set it to v27\.0/],
    ['v28.0', /v28\.0 is newer than v27\.0.*It is used as given/],
    ['v100.0', /v100\.0 is newer than v27\.0/],
  ])('%s: %s', (name, expected) => {
    const note = noteOnVersion(name, now);
    expect(note).toMatch(/^apiVersion: /);
    expect(note).toMatch(expected);
  });

  test('says when a version expires altogether', () => {
    expect(noteOnVersion('v21.0', Date.parse('2027-01-20'))).toContain('Marketing API');
    const note = noteOnVersion('v21.0', Date.parse('2027-01-21'));
    expect(note).toMatch(/^apiVersion: v21\.0 expired on 2027-01-21.*set it to v27\.0/);
  });

  test('is written once, and the version is used', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const sandbox = createSandbox();
    const urls: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const capi = createCapiClient({
        pixelId: '1234567890',
        accessToken: 'a-token-of-this-test-only',
        whenConsentUnknown: 'send',
        apiVersion: 'v99.0',
        fetch: (input, init) => {
          urls.push(String(input));
          return sandbox.fetch(input, init);
        },
      });
      await capi.sendLeadEvent({ eventId: 'l', userData: { email: 'maria@example.com' } });
    }
    expect(urls).toEqual(Array(2).fill('https://graph.facebook.com/v99.0/1234567890/events'));
    expect(warn.mock.calls).toEqual([[expect.stringContaining('v99.0 is newer than')]]);
  });
});

test('a request names the default version', async () => {
  const urls: string[] = [];
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'send',
    fetch: (input) => {
      urls.push(String(input));
      return Promise.resolve(Response.json({ events_received: 1 }));
    },
  });
  await capi.sendLeadEvent({ eventId: 'l', userData: { email: 'maria@example.com' } });
  expect(urls).toEqual(['https://graph.facebook.com/v27.0/1234567890/events']);
});
