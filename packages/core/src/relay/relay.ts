import { onlyOnce } from '../only-once/only-once.ts';
import { createRefusalReports } from '../report/refusal-reports.ts';
import { reportOf } from '../report/report.ts';
import { type Report, tell } from '../report/reporter.ts';
import type { EventSink } from '../sink/sink.ts';
import { isForwarded } from '../visitor/peer-address.ts';
import { needsFetchRequest, refusalOfNodeObjects } from '../webhook/node-objects.ts';
import { WebhookError } from '../webhook/webhook-error.ts';
import { type RelayHandlerOptions, readRelayOptions } from './options.ts';
import { createReceiver } from './receive.ts';
import { RelayRefusal } from './refusal.ts';

/**
 * A route for events that only the page knows. The page posts name, id and `customData`; the server
 * adds the visitor and the time, and sends the event. Use the name and the id of the Pixel event, so
 * that Meta counts the two once; a repeated post is not sent again. The page may post the consent that
 * it has read: the strictest of it, the `meta_consent` cookie, the `consent` option and Global Privacy
 * Control decides.
 *
 * Responds with an empty body: 204 accepted, 400 malformed, 403 origin or name not allowed, 405, 408,
 * 413 larger than 16 KiB, 415, 429 too many. Never rejects.
 *
 * @example
 * export const POST = createRelayHandler(capi, { allow: ['Lead'], origins: ['https://shop.example'] });
 */
export function createRelayHandler(
  sink: EventSink,
  options: RelayHandlerOptions,
): (request: Request) => Promise<Response> {
  const settings = readRelayOptions(options);
  const { reporter, trustValue } = settings;
  const complain = (message: string): void =>
    tell(reporter, { level: 'error', source, message, outcomes: [], warnings: [] });
  const receive = createReceiver(settings, complain);
  const once = onlyOnce(sink, undefined, { scope: 'relay' });
  const refusals = createRefusalReports(reporter, source);
  for (const problem of settings.problems) complain(problem);

  let isProxyReported = false;
  function reportMissingTrustProxy(request: Request): void {
    if (isProxyReported || !settings.isTrustProxyMissing || !isForwarded(request)) return;
    isProxyReported = true;
    complain(missingTrustProxy);
  }

  return async (request: Request, ...others: readonly unknown[]) => {
    refusals.flush();
    const nodeRefusal = refusalOfNodeObjects([request, ...others]);
    if (nodeRefusal !== undefined) {
      refusals.report({ level: 'error', message: needsFetchRequest });
      return nodeRefusal;
    }
    try {
      reportMissingTrustProxy(request);
      const event = await receive(request);
      const report = reportOf(await once.sendEvents([event]), source);
      tell(reporter, trustValue ? report : explainMissingValue(report));
      return respond(204);
    } catch (error) {
      const { status, level, message } =
        error instanceof WebhookError ? error : new WebhookError(400, unreadable);
      const shown = error instanceof RelayRefusal ? error.detailed : message;
      refusals.report({ level, message: shown, kind: message });
      return respond(status);
    }
  };
}

const source = 'relay';
const missingTrustProxy =
  'trustProxy is not set, but requests contain X-Forwarded-For: set it to the number of your proxies (0: none). Until then the addresses of visitors are unknown, and perMinute counts all visitors behind a proxy together.';
const unreadable = 'The request cannot be read.';

function explainMissingValue(report: Report): Report {
  const warnings = report.warnings.map((warning) =>
    warning.code === 'missing_value'
      ? {
          ...warning,
          message: `${warning.message} The relay removes it unless trustValue is set.`,
        }
      : warning,
  );
  return { ...report, warnings };
}

const headersOf: Readonly<Record<number, Record<string, string>>> = {
  405: { allow: 'POST' },
  429: { 'retry-after': '60' },
};

function respond(status: number): Response {
  return new Response(null, { status, headers: headersOf[status] ?? {} });
}
