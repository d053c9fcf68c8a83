import { type Cancellation, unlessCancelled } from '../async/cancellation.ts';
import type { HttpPost } from '../http/types.ts';
import { createAccessToken } from './access-token.ts';
import { appSecretProof } from './app-secret-proof.ts';
import { classify, type Verdict } from './classify.ts';
import type { Load } from './payload.ts';

interface GraphRequest {
  load: Load;
  testEventCode: string | undefined;
  timeoutMs: number;
  cancellation: Cancellation;
}

/** One request to the Conversions API; once more only where Meta refuses a renewable token. */
export type Graph = (request: GraphRequest) => Promise<Verdict>;

/** Where the requests go, and what proves that they may. */
export interface GraphSettings {
  readonly eventsUrl: string;
  readonly accessToken: string | (() => Promise<string>);
  readonly appSecret: string | undefined;
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
export function createGraph(settings: GraphSettings, post: HttpPost): Graph {
  const accessToken = createAccessToken(settings.accessToken);
  const { appSecret, eventsUrl } = settings;
  const { host } = new URL(eventsUrl);
  const aborted = classify({ kind: 'failure', sent: false, code: 'aborted' }, 0, host);

  async function postWith(token: string, request: GraphRequest): Promise<Verdict> {
    const { load, testEventCode, timeoutMs, cancellation } = request;
    // The token goes into the body: addresses end up in logs.
    const members = {
      access_token: token,
      ...(appSecret === undefined
        ? {}
        : { appsecret_proof: await appSecretProof(appSecret, token) }),
      ...(testEventCode === undefined ? {} : { test_event_code: testEventCode }),
    };
    const body = () => load.body(members);
    const answer = await post({ url: eventsUrl, body, timeoutMs, cancellation });
    return classify(answer, load.count, host);
  }

  async function send(request: GraphRequest): Promise<Verdict> {
    const deadline = performance.now() + request.timeoutMs;
    const { timeoutMs, cancellation } = request;
    const token = await unlessCancelled(accessToken.get(timeoutMs), cancellation);
    if (token === undefined) return cancellation.isCancelled ? aborted : noToken;
    const left = (): GraphRequest => ({ ...request, timeoutMs: deadline - performance.now() });
    const verdict = await postWith(token, left());
    if (verdict.outcome !== 'rejected' || verdict.error.code !== invalidToken) return verdict;
    const renewed = await unlessCancelled(
      accessToken.renew(token, deadline - performance.now()),
      cancellation,
    );
    if (renewed === undefined) return verdict;
    const second = await postWith(renewed, left());
    return verdict.resent && second.outcome !== 'delivered' ? { ...second, resent: true } : second;
  }

  return async (given) => {
    try {
      return await send(given);
    } catch {
      // What callers share must not fail them all: no crypto here for appsecret_proof, say.
      return unmakeable;
    }
  };
}

const invalidToken = 190;

const noToken: Verdict = {
  outcome: 'notSent',
  error: {
    status: 0,
    category: 'access',
    retryable: true,
    ambiguous: false,
    message:
      'accessToken gave no token of 20 to 512 printable ASCII characters within a second: check where it comes from.',
  },
};

const unmakeable: Verdict = {
  outcome: 'notSent',
  error: {
    status: 0,
    category: 'unavailable',
    retryable: true,
    ambiguous: false,
    message: 'The request could not be made on this platform.',
  },
};
