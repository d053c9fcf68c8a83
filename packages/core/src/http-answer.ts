export interface HttpRequest {
  url: string;
  /** JSON. */
  body: string;
  /** Milliseconds for everything: name look-up, connection, TLS, headers and the whole body. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** What one HTTP POST came to; it never rejects. */
export type HttpAnswer =
  | {
      kind: 'answer';
      status: number;
      /** Names in lower case. */
      headers: Readonly<Record<string, string>>;
      /** The body's text; `undefined` where it broke off or grew past the cap. */
      body: string | undefined;
    }
  | {
      kind: 'failure';
      /** May any byte of the request have reached the other side? */
      sent: boolean;
      /** `timeout`, `aborted`, or the platform's code, e.g. `ENOTFOUND`. */
      code: string;
    };

/** The one thing `#http` exports: its two twins are `http.ts` (fetch) and `http.node.ts`. */
export type HttpPost = (request: HttpRequest) => Promise<HttpAnswer>;

/** More than any Graph answer needs; what a misbehaving server may cost in memory. */
export const maxAnswerBytes = 65_536;
