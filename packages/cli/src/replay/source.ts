import { createWebhookHandler, type EventSink, type WebhookHandlerOptions } from '@meta-capi/core';
import type { WebhookAdapter } from '@meta-capi/core/adapter';
import type { FileText } from '../files/read-files.ts';

/** One saved webhook body, and where it was read. */
export interface SavedBody {
  readonly body: string;
  readonly place: string;
}

type Route = (
  sink: EventSink,
  options: WebhookHandlerOptions,
) => (request: Request) => Promise<Response>;

/** The webhook route of an adapter. */
export function routeOf<Payload>(adapter: WebhookAdapter<Payload>): Route {
  return (sink, options) => createWebhookHandler(adapter, sink, options);
}

/** What `replay` knows of one source. */
export interface Source {
  readonly route: Route;
  /** The bodies of a file. What cannot be read is a body too, which the adapter refuses. */
  bodiesOf(text: FileText): readonly SavedBody[];
  /** The request that the source would send, proof included. */
  requestOf(body: string): Promise<Request>;
}

/** Nothing is sent there: the adapter gets the request without a network. */
export const routeUrl = 'https://replay.invalid/webhook';
