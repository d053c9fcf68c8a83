import { isObject } from '../json.ts';
import type { Refusal, Rule } from '../rule.ts';
import { capiPage, graphErrors, marketingPage } from '../sources.ts';
import type { RequestSubject } from '../subjects.ts';

const eventsEdge = marketingPage('reference/ads-pixel/events');
const mainBody = capiPage('parameters/main-body');
const usingTheApi = capiPage('using-the-api');

const MAX_EVENTS = 1000;
const KNOWN_PARAMETERS: ReadonlySet<string> = new Set([
  'data',
  'access_token',
  'appsecret_proof',
  'test_event_code',
  'partner_agent',
  'namespace_id',
  'upload_id',
  'upload_tag',
  'upload_source',
  'platforms',
  'progress',
]);
const REMOVED_PARAMETERS: ReadonlySet<string> = new Set(['pretty', 'debug', 'date_format', 'ids']);

/** For every path other than `/{version}/{id}/events`; found by the router, not by `find`. */
export const unknownPath: Rule<unknown> & { readonly refusal: Refusal } = {
  id: 'path-unknown',
  refusal: { code: 2500, message: 'Unknown path components' },
  sources: [marketingPage('overview/versioning'), graphErrors],
  message: 'Events go to /{version}/{pixel id}/events, such as /v27.0/1234567890/events.',
  find: () => ['path'],
};

export const requestRules: readonly Rule<RequestSubject>[] = [
  {
    id: 'token-missing',
    refusal: { status: 401, code: 190, message: 'Invalid OAuth access token.' },
    sources: [usingTheApi, { ...graphErrors, certainty: 'inferred' }],
    message:
      'Send the access token as access_token in the body, or as an Authorization: Bearer header.',
    find: ({ token }) => (token === undefined ? ['access_token'] : []),
  },
  {
    id: 'token-malformed',
    refusal: {
      status: 401,
      code: 190,
      message: 'Invalid OAuth access token - Cannot parse access token',
    },
    sources: [graphErrors, marketingPage('error-reference')],
    message:
      'The access token is empty or malformed: look for an unset variable, spaces or quotes.',
    find: ({ token }) =>
      token !== undefined && !looksLikeToken(token.value) ? ['access_token'] : [],
  },
  {
    id: 'object-id-invalid',
    refusal: {
      type: 'GraphMethodException',
      code: 100,
      subcode: 33,
      message:
        'Unsupported post request. Object with this ID does not exist, cannot be loaded due to missing permissions, or does not support this operation.',
    },
    sources: [graphErrors, marketingPage('error-reference')],
    message: 'The id in the path is not a pixel or dataset id; those have digits only.',
    find: ({ objectId }) => (/^\d{1,20}$/.test(objectId) ? [] : ['pixel_id']),
  },
  {
    id: 'method-not-post',
    refusal: { type: 'GraphMethodException', code: 100, message: 'Unsupported method.' },
    sources: [eventsEdge],
    message: 'Send events with POST; this address supports no other method.',
    find: ({ method }) => (method === 'POST' ? [] : ['method']),
  },
  {
    id: 'data-missing',
    refusal: { code: 100, message: '(#100) The parameter data is required' },
    sources: [mainBody],
    message:
      'Send data as a list of events: JSON with content-type application/json, or a form field that contains JSON text.',
    find: ({ data }) => (Array.isArray(data) ? [] : ['data']),
  },
  {
    id: 'data-empty',
    refusal: { code: 100, message: '(#100) param data must be non-empty.' },
    sources: [mainBody],
    message: 'data contains no event; a request has 1 to 1000.',
    find: ({ data }) => (Array.isArray(data) && data.length === 0 ? ['data'] : []),
  },
  {
    id: 'data-too-long',
    refusal: { code: 100 },
    sources: [mainBody],
    message: 'data contains more than 1000 events; send several requests.',
    find: ({ data }) => (Array.isArray(data) && data.length > MAX_EVENTS ? ['data'] : []),
  },
  {
    id: 'event-not-an-object',
    refusal: { code: 100 },
    sources: [mainBody],
    message: 'Each event in data is a JSON object.',
    find: ({ data }) =>
      Array.isArray(data)
        ? data.flatMap((event: unknown, index) => (isObject(event) ? [] : [`data[${index}]`]))
        : [],
  },
  {
    id: 'token-in-query',
    sources: [{ ...usingTheApi, certainty: 'inferred' }],
    message:
      'Meta accepts the access token in the URL, but proxies and servers log URLs; send it in the body.',
    find: ({ query }) => (query['access_token'] === undefined ? [] : ['query.access_token']),
  },
  {
    id: 'data-in-query',
    sources: [{ ...usingTheApi, certainty: 'inferred' }],
    message: 'Proxies and servers log URLs; send events in the body.',
    find: ({ query }) => (query['data'] === undefined ? [] : ['query.data']),
  },
  {
    id: 'parameter-removed',
    sources: [
      { url: 'https://developers.facebook.com/blog/post/2026/07/29/', certainty: 'documented' },
    ],
    message: 'Meta removed this legacy parameter from all versions on 2026-10-27; omit it.',
    find: ({ parameters }) => Object.keys(parameters).filter((key) => REMOVED_PARAMETERS.has(key)),
  },
  {
    id: 'parameter-unknown',
    sources: [mainBody, eventsEdge],
    message: 'Unknown parameter next to data; move fields of an event into the events of data.',
    find: ({ parameters }) =>
      Object.keys(parameters).filter(
        (key) => !KNOWN_PARAMETERS.has(key) && !REMOVED_PARAMETERS.has(key),
      ),
  },
  {
    id: 'test-event-code-invalid',
    sources: [usingTheApi],
    message:
      'test_event_code is a code such as TEST12345 from Events Manager; leave it out if there is none.',
    find: ({ parameters }) => {
      const code = parameters['test_event_code'];
      return code === undefined || (typeof code === 'string' && /^\w+$/.test(code))
        ? []
        : ['test_event_code'];
    },
  },
  {
    id: 'partner-agent-invalid',
    sources: [capiPage('guides/end-to-end-implementation'), capiPage('dataset-quality-api')],
    message: 'partner_agent is shorter than 23 characters and has at least two letters.',
    find: ({ parameters }) => {
      const agent = parameters['partner_agent'];
      return agent === undefined || isPartnerAgent(agent) ? [] : ['partner_agent'];
    },
  },
];

function looksLikeToken(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^[\x21-\x7e]+$/.test(value) &&
    !/["'<>[\]{}]/.test(value) &&
    !/^(undefined|null|Bearer)$/i.test(value)
  );
}

function isPartnerAgent(value: unknown): boolean {
  return (
    typeof value === 'string' && value.length < 23 && value.replace(/[^a-z]/gi, '').length >= 2
  );
}
