import { type Cancellation, unlessCancelled } from '../async/cancellation.ts';
import type { HttpPost } from '../http/types.ts';
import { type AccessToken, createAccessToken } from './access-token.ts';
import { appSecretProof } from './app-secret-proof.ts';
import type { AttemptResult, FailedAttempt } from './attempt-result.ts';
import { classify } from './classify.ts';

export interface GraphRequest {
  /**
   * Returns the request's JSON: the events and, after them, these members. Called when the first byte
   * is about to be sent, once for each connection.
   */
  body: (members: string) => Uint8Array<ArrayBuffer>;
  testEventCode: string | undefined;
  timeoutMs: number;
  cancellation: Cancellation;
}

/** One request to the Conversions API; once more only where Meta rejects a renewable token. */
export type Graph = (request: GraphRequest) => Promise<AttemptResult>;

/** Where requests are sent, and what authorizes them. */
export interface GraphSettings {
  readonly eventsUrl: string;
  readonly accessToken: string | (() => Promise<string>);
  readonly appSecret: string | undefined;
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
export function createGraph(settings: GraphSettings, post: HttpPost): Graph {
  const { eventsUrl, appSecret } = settings;
  const connection: Connection = {
    post,
    eventsUrl,
    host: new URL(eventsUrl).host,
    accessToken: createAccessToken(settings.accessToken),
    membersOf: createMembers(appSecret),
  };
  return async (request) => {
    try {
      return await send(connection, request);
    } catch {
      // What calls share must not fail them all: a platform without crypto for appsecret_proof, say.
      return unsupported;
    }
  };
}

interface Connection {
  readonly post: HttpPost;
  readonly eventsUrl: string;
  readonly host: string;
  readonly accessToken: AccessToken;
  /** The members that follow the events, as JSON without braces. */
  readonly membersOf: (token: string) => Promise<string> | string;
}

async function send(connection: Connection, request: GraphRequest): Promise<AttemptResult> {
  const { accessToken } = connection;
  const { timeoutMs, cancellation } = request;
  const deadline = performance.now() + timeoutMs;
  const token =
    accessToken.known() ?? (await unlessCancelled(accessToken.get(timeoutMs), cancellation));
  if (token === undefined) return cancellation.isCancelled ? aborted : noToken;
  const result = await postWith(connection, token, request, deadline);
  if (result.outcome !== 'rejected' || result.error.code !== invalidToken) return result;
  const renewal = accessToken.renew(token, deadline - performance.now());
  const renewed = await unlessCancelled(renewal, cancellation);
  if (renewed === undefined) return result;
  const second = await postWith(connection, renewed, request, deadline);
  return result.resent && second.outcome !== 'delivered' ? { ...second, resent: true } : second;
}

async function postWith(
  { post, eventsUrl, host, membersOf }: Connection,
  token: string,
  { body, testEventCode, cancellation }: GraphRequest,
  deadline: number,
): Promise<AttemptResult> {
  const ofToken = membersOf(token);
  const own = typeof ofToken === 'string' ? ofToken : await ofToken;
  const members =
    testEventCode === undefined ? own : `${own},"test_event_code":${JSON.stringify(testEventCode)}`;
  const answer = await post({
    url: eventsUrl,
    body: () => body(members),
    timeoutMs: deadline - performance.now(),
    cancellation,
  });
  return classify(answer, host);
}

/** The token goes into the body: addresses end up in logs. */
function createMembers(appSecret: string | undefined): Connection['membersOf'] {
  const withToken = (token: string): string => `"access_token":${JSON.stringify(token)}`;
  if (appSecret === undefined) return withToken;
  let latest: { readonly token: string; readonly members: Promise<string> } | undefined;
  return (token) => {
    if (latest?.token !== token) {
      const members = appSecretProof(appSecret, token).then(
        (proof) => `${withToken(token)},"appsecret_proof":${JSON.stringify(proof)}`,
      );
      latest = { token, members };
    }
    return latest.members;
  };
}

const invalidToken = 190;

const facts = { status: 0, retryable: true, ambiguous: false } as const;

const noToken: FailedAttempt = {
  outcome: 'notSent',
  error: {
    ...facts,
    category: 'access',
    message:
      'accessToken returned no token of 20 to 512 printable ASCII characters within a second: check where it comes from.',
  },
};

const aborted: FailedAttempt = {
  outcome: 'notSent',
  error: { ...facts, category: 'unavailable', message: 'The request was aborted.' },
};

const unsupported: FailedAttempt = {
  outcome: 'notSent',
  error: {
    ...facts,
    category: 'unavailable',
    message: 'The request could not be created on this platform.',
  },
};
