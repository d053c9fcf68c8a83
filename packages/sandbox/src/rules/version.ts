import type { Rule } from '../rule.ts';
import { capiPage, marketingPage } from '../sources.ts';
import type { RequestSubject } from '../subjects.ts';

const graphVersions = {
  url: 'https://developers.facebook.com/docs/graph-api/changelog/versions',
  certainty: 'documented',
} as const;

/** The day a version ends, as the Graph API's and the Marketing API's tables give it. */
const END_DATES: readonly (readonly [version: number, graph: string, marketing?: string])[] = [
  [16, '2025-05-14'],
  [17, '2025-09-12'],
  [18, '2026-01-26'],
  [19, '2026-05-21', '2025-02-04'],
  [20, '2026-09-24', '2025-05-06'],
  [21, '2027-01-21', '2025-09-09'],
  [22, '2027-05-20', '2026-02-19'],
  [23, '2027-10-08', '2026-06-09'],
  [24, '2028-02-18', '2026-10-06'],
  [25, '2028-07-29'],
];
const OLDEST_LISTED = 16;
const NEWEST_KNOWN = 26;

export const versionRules: readonly Rule<RequestSubject>[] = [
  {
    id: 'version-expired',
    refusal: {
      code: 2635,
      message: `(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: v${NEWEST_KNOWN}.0.`,
    },
    sources: [
      capiPage('using-the-api'),
      graphVersions,
      {
        url: 'https://github.com/facebook/facebook-nodejs-business-sdk/issues/239',
        certainty: 'field',
      },
    ],
    message: `This version of the Graph API has ended; use v${NEWEST_KNOWN}.0.`,
    find: ({ version, receivedAt }) =>
      majorOf(version) < OLDEST_LISTED || hasEnded(endOf(version)?.[1], receivedAt)
        ? ['version']
        : [],
  },
  {
    id: 'version-past-marketing-api-date',
    sources: [
      marketingPage('marketing-api-changelog/versions'),
      marketingPage('overview/versioning'),
    ],
    message: `The Marketing API's date for this version has passed, and Meta's pages disagree on whether the Conversions API outlives it; use v${NEWEST_KNOWN}.0.`,
    find: ({ version, receivedAt }) =>
      hasEnded(endOf(version)?.[2], receivedAt) ? ['version'] : [],
  },
  {
    id: 'version-unknown',
    sources: [graphVersions],
    message: `The sandbox knows no such version (its newest is v${NEWEST_KNOWN}.0); check that Meta has released it.`,
    find: ({ version }) =>
      majorOf(version) > NEWEST_KNOWN ||
      (majorOf(version) >= OLDEST_LISTED && !/[.]0$/.test(version))
        ? ['version']
        : [],
  },
];

function majorOf(version: string): number {
  return Number.parseInt(version.slice(1), 10);
}

function endOf(version: string): (typeof END_DATES)[number] | undefined {
  return END_DATES.find(([major]) => major === majorOf(version));
}

function hasEnded(date: string | undefined, now: number): boolean {
  return date !== undefined && now >= Date.parse(date);
}
