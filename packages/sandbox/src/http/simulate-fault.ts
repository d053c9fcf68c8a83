import type { GraphError } from '../judge/graph-error.ts';
import type { RequestRefusal } from '../judge/verdict.ts';
import type { SettledFault } from './faults.ts';

/** The refusal that a fault causes; `undefined` if the events are accepted. */
export function refusalOfFault(fault: SettledFault, traceId: string): RequestRefusal | undefined {
  switch (fault.kind) {
    case 'latency':
    case 'truncated_body':
      return undefined;
    case 'timeout':
      return { status: 0 };
    case 'server_error':
      return { status: 500, error: graphError(traceId, 1, 'An unknown error occurred') };
    case 'transient': {
      const error = graphError(traceId, 2, 'Service temporarily unavailable');
      return { status: 500, error: { ...error, is_transient: true } };
    }
    case 'rate_limited':
      return { status: 429, error: graphError(traceId, 4, 'Application request limit reached') };
    case 'throttled':
      // Meta often throttles with status 400, so only the code identifies it.
      return { status: 400, error: graphError(traceId, fault.code, 'Request limit reached') };
    case 'token_expired': {
      const error = graphError(traceId, 190, 'Error validating access token: session has expired');
      return { status: 401, error: { ...error, error_subcode: 463 } };
    }
  }
}

/** Delays or cuts off the response, depending on the fault. Rejects once the client has aborted. */
export async function simulateFault(
  fault: SettledFault,
  answer: Response,
  signal: AbortSignal,
): Promise<Response> {
  const { kind, delayMs, retryAfterSeconds } = fault;
  if (kind === 'latency') await sleep(delayMs, signal);
  if (kind === 'timeout') {
    await sleep(longestSilenceMs, signal);
    return new Response(null, { status: 504 });
  }
  if (kind === 'rate_limited') answer.headers.set('retry-after', String(retryAfterSeconds));
  return kind === 'truncated_body' ? brokenOff(answer) : answer;
}

const longestSilenceMs = 120_000;

// https://developers.facebook.com/docs/graph-api/guides/error-handling
function graphError(traceId: string, code: number, message: string): GraphError {
  return {
    message,
    type: 'OAuthException',
    code,
    is_transient: false,
    error_user_msg: 'The sandbox simulates this fault on request.',
    error_data: { blame_field_specs: [] },
    fbtrace_id: traceId,
  };
}

async function brokenOff(answer: Response): Promise<Response> {
  const whole = new Uint8Array(await answer.arrayBuffer());
  let started = false;
  const half = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (started) return controller.error(new TypeError('The response was cut off.'));
      started = true;
      controller.enqueue(whole.subarray(0, whole.length / 2));
    },
  });
  const { status, headers } = answer;
  headers.set('content-length', String(whole.length));
  return new Response(half, { status, headers });
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
