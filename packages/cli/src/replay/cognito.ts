import { cognitoToEvents, type PostConfirmationEvent } from '@meta-capi/cognito-trigger';
import { WebhookError } from '@meta-capi/core/adapter';
import { jsonBodies } from './json-bodies.ts';
import type { ReplayFlags } from './replay.ts';
import { routeOf, routeUrl, type Source } from './source.ts';

/** Saved events of Cognito's PostConfirmation trigger, which AWS delivers without a signature. */
export function cognitoSource({ eventSourceUrl }: ReplayFlags): Source {
  return {
    route: routeOf<PostConfirmationEvent>({
      name: 'cognito',
      redelivers: false,
      async receive(request) {
        const event: unknown = await request.json().catch(() => undefined);
        const { triggerSource } = Object(event) as { triggerSource?: unknown };
        if (typeof triggerSource === 'string') return event as PostConfirmationEvent;
        throw new WebhookError(400, 'Not an event of a Cognito trigger: triggerSource is missing.');
      },
      toEvents: (event: PostConfirmationEvent, receivedAt) =>
        cognitoToEvents(event, receivedAt, { eventSourceUrl }),
    }),
    bodiesOf: jsonBodies,
    requestOf: async (body) => new Request(routeUrl, { method: 'POST', body }),
  };
}
