import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { type EventSink, type OnceStore, onlyOnce } from '@meta-capi/core';
import type { Context, PostAuthenticationTriggerEvent } from 'aws-lambda';

const tenYearsMs = 10 * 365 * 86_400_000;

/** A Post authentication trigger that counts users whom an administrator created, at their first sign-in. */
export function createInvitedUserHandler(capi: EventSink, store: OnceStore) {
  // Every sign-in runs the trigger, so the store must remember users for as long as they sign in.
  const once = onlyOnce(capi, store, { scope: '1234567890', ttl: tenYearsMs });
  const count = createPostConfirmationHandler(once);

  return async (
    event: PostAuthenticationTriggerEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<PostAuthenticationTriggerEvent> => {
    // AdminCreateUser sets it: custom:invited=true. Other users are not counted here.
    if (event.request.userAttributes['custom:invited'] === 'true') {
      await count({ ...event, triggerSource: 'PostConfirmation_ConfirmSignUp' }, context);
    }
    return event;
  };
}
