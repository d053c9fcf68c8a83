import type { GraphError } from '../src/judge/graph-error.ts';
import type { JsonObject } from '../src/judge/json.ts';
import type { Sandbox } from '../src/sandbox.ts';

export const TOKEN = 'EAAmadeUpToken0123456789';

export interface Answer {
  readonly status: number;
  readonly body: { readonly error?: GraphError };
}

/** Posts events as JSON, like Meta's Node SDK. `request` changes the properties next to `data`. */
export async function post(
  sandbox: Sandbox,
  events: readonly unknown[],
  request: JsonObject = {},
  path = 'v26.0/1234567890/events',
): Promise<Answer> {
  return answerOf(
    await sandbox.fetch(`https://graph.facebook.com/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data: events, access_token: TOKEN, ...request }),
    }),
  );
}

export async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
