import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { createCapiClient } from '@meta-capi/core';
import type { PostConfirmationTriggerEvent, PostConfirmationTriggerHandler } from 'aws-lambda';
import { expectTypeOf, test } from 'vitest';

const handler = createPostConfirmationHandler(createCapiClient({ whenConsentUnknown: 'drop' }));

test('fits the handler type of @types/aws-lambda', () => {
  expectTypeOf(handler).toExtend<PostConfirmationTriggerHandler>();
});

test('can be called inside another trigger, without a callback', () => {
  expectTypeOf(handler).parameters.toHaveProperty('length').toEqualTypeOf<2>();
  expectTypeOf(handler).returns.resolves.toEqualTypeOf<PostConfirmationTriggerEvent>();
});
