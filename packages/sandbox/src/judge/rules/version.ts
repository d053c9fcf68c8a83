import type { Rule } from '../rule.ts';
import { capiPage, marketingPage } from '../sources.ts';
import type { RequestSubject } from '../subjects.ts';

const graphVersions = {
  url: 'https://developers.facebook.com/docs/graph-api/changelog/versions',
  certainty: 'documented',
} as const;

const marketingVersions = marketingPage('marketing-api-changelog/versions');

interface Version {
  readonly major: number;
  /** The end date in the Graph API's table; absent until Meta publishes one. */
  readonly graphEnd?: string;
  /** The end date in the Marketing API's table. */
  readonly marketingEnd?: string;
}

/** Newest first. */
const VERSIONS: readonly [Version, ...Version[]] = [
  { major: 27 },
  { major: 26 },
  { major: 25, graphEnd: '2028-07-29', marketingEnd: '2027-02-23' },
  { major: 24, graphEnd: '2028-02-18', marketingEnd: '2026-11-10' },
  { major: 23, graphEnd: '2027-10-08', marketingEnd: '2026-06-09' },
  { major: 22, graphEnd: '2027-05-20', marketingEnd: '2026-02-19' },
  { major: 21, graphEnd: '2027-01-21', marketingEnd: '2025-09-09' },
  { major: 20, graphEnd: '2026-09-24', marketingEnd: '2025-05-06' },
  { major: 19, graphEnd: '2026-05-21', marketingEnd: '2025-02-04' },
  { major: 18, graphEnd: '2026-01-26' },
  { major: 17, graphEnd: '2025-09-12' },
  { major: 16, graphEnd: '2025-05-14' },
];
const NEWEST = VERSIONS[0].major;
const OLDEST = Math.min(...VERSIONS.map(({ major }) => major));

/** The sandbox reports it once for each version, not for each request. */
export const UNKNOWN_VERSION = 'version-unknown';

export const versionRules: readonly Rule<RequestSubject>[] = [
  {
    id: 'version-expired',
    refusal: {
      code: 2635,
      message: `(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: v${NEWEST}.0.`,
    },
    sources: [
      capiPage('using-the-api'),
      graphVersions,
      {
        url: 'https://github.com/facebook/facebook-nodejs-business-sdk/issues/239',
        certainty: 'field',
      },
    ],
    message: `This version of the Graph API has ended; use v${NEWEST}.0.`,
    find: ({ version, receivedAt }) =>
      majorOf(version) < OLDEST || hasEnded(knownVersion(version)?.graphEnd, receivedAt)
        ? ['version']
        : [],
  },
  {
    id: 'version-past-marketing-api-date',
    sources: [marketingVersions, marketingPage('overview/versioning')],
    message: `The Marketing API's date for this version has passed, and Meta's pages disagree on whether the Conversions API still accepts it; use v${NEWEST}.0.`,
    find: ({ version, receivedAt }) =>
      hasEnded(knownVersion(version)?.marketingEnd, receivedAt) ? ['version'] : [],
  },
  {
    id: UNKNOWN_VERSION,
    severity: 'advice',
    sources: [graphVersions],
    message: `This version is newer than the sandbox, which knows v${NEWEST}.0 and older. The request is accepted; check that Meta has released the version.`,
    find: ({ version }) => (majorOf(version) > NEWEST ? ['version'] : []),
  },
  {
    id: 'version-never-released',
    sources: [{ ...graphVersions, certainty: 'inferred' }],
    message: `No such version exists; since v4, versions end in .0, such as v${NEWEST}.0.`,
    find: ({ version }) =>
      majorOf(version) >= OLDEST && !/[.]0$/.test(version) ? ['version'] : [],
  },
];

function majorOf(version: string): number {
  return Number.parseInt(version.slice(1), 10);
}

function knownVersion(version: string): Version | undefined {
  return VERSIONS.find(({ major }) => major === majorOf(version));
}

function hasEnded(date: string | undefined, now: number): boolean {
  return date !== undefined && now >= Date.parse(date);
}
