import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { configFromEnv, createCapiClient } from '@meta-capi/core';
import type { Context, PostConfirmationTriggerEvent } from 'aws-lambda';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
const sendToMeta = createPostConfirmationHandler(capi);

export async function handler(event: PostConfirmationTriggerEvent, context: Context) {
  const [profile] = await Promise.all([createProfile(event), sendToMeta(event, context)]);
  console.log(profile);
  return event;
}

async function createProfile({ request }: PostConfirmationTriggerEvent): Promise<string> {
  return `profile of ${request.userAttributes['sub']}`;
}
