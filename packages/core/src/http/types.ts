import type { Cancellation } from '../async/cancellation.ts';

export interface HttpRequest {
  url: string;
  /**
   * Gives the JSON, as UTF-8 where it is bytes. Called when its first byte is about to leave, once for
   * each connection that it is tried on.
   */
  body: () => string | Uint8Array<ArrayBuffer>;
  /** Milliseconds for everything: name look-up, connection, TLS, headers and the whole body. */
  timeoutMs: number;
  cancellation?: Cancellation | undefined;
}

/** The result of one HTTP POST. Redirects are responses, never followed. */
export type HttpAnswer =
  | {
      kind: 'answer';
      status: number;
      /** Names in lower case. */
      headers: Readonly<Record<string, string>>;
      /**
       * The body's text; `undefined` where it ended early, exceeded the limit, or had not ended when
       * the time was over.
       */
      body: string | undefined;
      /** An earlier copy of the request left over a socket that died, and may have been read. */
      resent?: true;
    }
  | {
      kind: 'failure';
      /** May any byte of the request have reached the other side? */
      sent: boolean;
      /** `timeout`, `aborted`, the platform's code, e.g. `ENOTFOUND`, or `UNKNOWN`. */
      code: string;
    };

/** What `#http` creates for each client; its two implementations are `http.ts` (fetch) and `http.node.ts`. */
export type HttpPost = (request: HttpRequest) => Promise<HttpAnswer>;

/** Connections of one client at a time; with stalled requests among them, more than it sends at once. */
export const maxConnections = 32;

/** More than any Graph answer needs; what a misbehaving server may cost in memory. */
export const maxAnswerBytes = 65_536;
