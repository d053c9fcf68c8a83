import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { createCapiClient } from '@meta-capi/core';
import type { PostConfirmationTriggerEvent, PostConfirmationTriggerHandler } from 'aws-lambda';
import { expectTypeOf, test } from 'vitest';

const handler = createPostConfirmationHandler(createCapiClient({ whenConsentUnknown: 'drop' }));

test('is a handler as @types/aws-lambda describes it', () => {
  expectTypeOf(handler).toExtend<PostConfirmationTriggerHandler>();
});

test('can be called inside a trigger of your own, without a callback', () => {
  expectTypeOf(handler).parameters.toHaveProperty('length').toEqualTypeOf<2>();
  expectTypeOf(handler).returns.resolves.toEqualTypeOf<PostConfirmationTriggerEvent>();
});
