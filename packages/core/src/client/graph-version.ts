/** A Graph API version, with dates as Meta publishes them. */
export interface GraphVersion {
  readonly name: string;
  readonly released: string;
  /** When the Graph API stops supporting it; unpublished for the newest. */
  readonly graphUntil?: string;
  /** The Marketing API's own, earlier date; unpublished for the newest. */
  readonly marketingUntil?: string;
}

/** The versions that Meta lists, the newest first. It is the default. */
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/marketing-api-changelog/versions
// https://developers.facebook.com/docs/graph-api/changelog/versions
export const graphVersions: readonly [GraphVersion, ...GraphVersion[]] = [
  { name: 'v27.0', released: '2026-11-04' },
  { name: 'v26.0', released: '2026-07-29' },
  {
    name: 'v25.0',
    released: '2026-02-18',
    graphUntil: '2028-07-29',
    marketingUntil: '2027-02-23',
  },
  {
    name: 'v24.0',
    released: '2025-10-08',
    graphUntil: '2028-02-18',
    marketingUntil: '2026-11-10',
  },
  {
    name: 'v23.0',
    released: '2025-05-29',
    graphUntil: '2027-10-08',
    marketingUntil: '2026-06-09',
  },
  {
    name: 'v22.0',
    released: '2025-01-21',
    graphUntil: '2027-05-20',
    marketingUntil: '2026-02-19',
  },
  {
    name: 'v21.0',
    released: '2024-10-02',
    graphUntil: '2027-01-21',
    marketingUntil: '2025-09-09',
  },
];

const newest = graphVersions[0];

/** The version of every request unless the caller chooses another. */
export const defaultGraphVersion: string = newest.name;

/** A note for the operator about a version; `undefined` where it is supported. */
// The Conversions API's page promises the Graph API's dates; the guide for leads tells developers to
// raise the version before the Marketing API's date, and warns of lost events.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
export function noteOnVersion(name: string, now: number = Date.now()): string | undefined {
  const known = graphVersions.find((version) => version.name === name);
  const fix = `leave it out, or set it to ${newest.name}.`;
  if (known !== undefined) {
    const { graphUntil, marketingUntil } = known;
    if (isPast(graphUntil, now)) return `apiVersion: ${name} expired on ${graphUntil}: ${fix}`;
    if (!isPast(marketingUntil, now)) return undefined;
    return `apiVersion: Meta ended ${name} for its Marketing API on ${marketingUntil}: ${fix}`;
  }
  return majorOf(name) > majorOf(newest.name)
    ? `apiVersion: ${name} is newer than ${newest.name}, the newest version that this release knows. It is used as given.`
    : `apiVersion: ${name} is not one of Meta’s versions, or has expired: ${fix}`;
}

function isPast(date: string | undefined, now: number): boolean {
  return date !== undefined && Date.parse(date) <= now;
}

function majorOf(name: string): number {
  return Number(name.slice(1));
}
