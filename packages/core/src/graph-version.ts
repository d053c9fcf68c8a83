/**
 * The Graph API version every request names unless the caller chooses another. A test fails 90 days
 * before `expires`, so that it is raised in time.
 */
// Meta keeps a version at least two years after the next one is out; v26.0 came 2026-07-29 and has
// no published end yet, so this is the earliest it can be.
// https://developers.facebook.com/docs/graph-api/changelog/versions
export const graphVersion = { name: 'v26.0', expires: '2028-07-29' } as const;
