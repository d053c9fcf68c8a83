import type { Journal } from '../journal/journal.ts';
import { receivedTime } from '../journal/received.ts';
import { findAccessToken } from '../judge/access-token.ts';
import { metaError } from '../judge/graph-error.ts';
import { type Judgement, judge } from '../judge/judge.ts';
import { unknownPath } from '../judge/rules/request.ts';
import { UNKNOWN_VERSION } from '../judge/rules/version.ts';
import type { RequestSubject } from '../judge/subjects.ts';
import { refusalOf } from '../judge/verdict.ts';
import type { FaultQueue } from './faults.ts';
import { type IncomingRequest, readEvents, readRequest } from './incoming-request.ts';
import { withoutSecrets } from './redaction.ts';
import { refusalOfFault, simulateFault } from './simulate-fault.ts';

/** The part of the Graph API that receives events. */
export interface GraphApi {
  events(request: Request, path: EventsPath): Promise<Response>;
  unknownPath(request: Request): Promise<Response>;
}

/** `/{version}/{objectId}/events` */
interface EventsPath {
  readonly version: string;
  readonly objectId: string;
}

interface GraphApiOptions {
  readonly now: () => number;
  readonly strict: boolean;
  readonly journal: Journal;
  readonly faults: FaultQueue;
}

// oxlint-disable-next-line max-lines-per-function -- one closed object: short methods that share this state
export function createGraphApi({ now, strict, journal, faults }: GraphApiOptions): GraphApi {
  let answers = 0;
  const reportedVersions = new Set<string>();
  const nextTraceId = (): string => `Sandbox${String(++answers).padStart(16, '0')}`;

  return {
    async events(request, path) {
      const startedAt = performance.now();
      const subject = { ...path, ...(await receive(request, now)) };
      const judgement = withoutRepeatedNote(judge(subject), path.version, reportedVersions);
      const traceId = nextTraceId();
      const fault = faults.next();
      const refusal =
        (fault && refusalOfFault(fault, traceId)) ?? refusalOf(judgement, strict, traceId);
      const json = refusal
        ? { error: refusal.error }
        : { events_received: judgement.events.length, messages: [], fbtrace_id: traceId };
      const number = journal.write(
        {
          ...subject,
          source: 'server',
          simulatedFault: fault?.kind,
          response: refusal?.status === 0 ? undefined : json,
        },
        judgement,
        refusal,
      );
      const response = Response.json(json, { status: refusal ? refusal.status || 504 : 200 });
      try {
        return await (fault ? simulateFault(fault, response, request.signal) : response);
      } finally {
        journal.responded(number, performance.now() - startedAt);
      }
    },

    async unknownPath(request) {
      const received = await receive(request, now);
      const error = metaError({ ...unknownPath, field: 'path' }, nextTraceId());
      journal.write(
        { ...received, objectId: '', source: 'server', response: { error } },
        { findings: [], events: [] },
        { status: 400, error },
      );
      return Response.json({ error }, { status: 400 });
    },
  };
}

/** Reports a version that the sandbox does not know once, not for each request. */
function withoutRepeatedNote(
  judgement: Judgement,
  version: string,
  reported: Set<string>,
): Judgement {
  if (!judgement.findings.some(({ rule }) => rule === UNKNOWN_VERSION)) return judgement;
  if (!reported.has(version)) {
    reported.add(version);
    return judgement;
  }
  const findings = judgement.findings.filter(({ rule }) => rule !== UNKNOWN_VERSION);
  return { ...judgement, findings };
}

/** Reads the request and redacts its token; only the rules about the token get its value. */
async function receive(
  request: Request,
  now: () => number,
): Promise<Omit<RequestSubject, keyof EventsPath> & IncomingRequest> {
  const incoming = await readRequest(request);
  const receivedAt = receivedTime(request, now);
  const clean = await withoutSecrets(incoming);
  const parameters = { ...clean.query, ...clean.body };
  return {
    ...clean,
    parameters,
    data: readEvents(parameters['data']),
    token: findAccessToken(incoming),
    receivedAt,
  };
}
