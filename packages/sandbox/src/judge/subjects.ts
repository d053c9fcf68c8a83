import type { AccessToken } from './access-token.ts';
import { type JsonObject, objectOrEmpty } from './json.ts';

/** What the rules about a request look at. */
export interface RequestSubject {
  readonly method: string;
  /** `v27.0` of the path. */
  readonly version: string;
  /** The pixel's or dataset's id of the path. */
  readonly objectId: string;
  readonly query: JsonObject;
  readonly body: JsonObject;
  /** Body and query together; the body wins. */
  readonly parameters: JsonObject;
  /** `data`, parsed where it came as text. */
  readonly data: unknown;
  readonly token?: AccessToken | undefined;
  /** Milliseconds. */
  readonly receivedAt: number;
}

/** What the rules about an event look at. */
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
