import type { AccessToken } from './access-token.ts';
import { type JsonObject, objectOrEmpty } from './json.ts';

/** What the rules about a request read. */
export interface RequestSubject {
  readonly method: string;
  /** From the path, such as `v27.0`. */
  readonly version: string;
  /** The id of the pixel or dataset, from the path. */
  readonly objectId: string;
  readonly query: JsonObject;
  readonly body: JsonObject;
  /** Body and query merged; the body takes precedence. */
  readonly parameters: JsonObject;
  /** `data`, parsed if it was text. */
  readonly data: unknown;
  readonly token?: AccessToken | undefined;
  /** Milliseconds. */
  readonly receivedAt: number;
}

/** What the rules about an event read. */
export interface EventSubject {
  readonly event: JsonObject;
  /** `user_data`, or an empty object if that is not one. */
  readonly userData: JsonObject;
  /** `custom_data`, or an empty object if that is not one. */
  readonly customData: JsonObject;
  /** Whole seconds, as `event_time`. */
  readonly receivedAt: number;
}

export function eventSubject(event: JsonObject, receivedAtMs: number): EventSubject {
  return {
    event,
    userData: objectOrEmpty(event['user_data']),
    customData: objectOrEmpty(event['custom_data']),
    receivedAt: Math.floor(receivedAtMs / 1000),
  };
}
