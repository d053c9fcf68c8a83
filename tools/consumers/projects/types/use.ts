// Compiled against the packed packages by each TypeScript, in each module resolution and format.
import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import { activeCampaignEventId } from '@meta-capi/activecampaign-adapter/event-id';
import { createDynamoDbStore } from '@meta-capi/aws/dynamodb';
import { createSqsConsumer, createSqsSink, signedSqs } from '@meta-capi/aws/sqs';
import { cognitoToEvents, createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { adminGetUser } from '@meta-capi/cognito-trigger/admin-get-user';
import { backfillCognito } from '@meta-capi/cognito-trigger/backfill';
import { cognitoEventId } from '@meta-capi/cognito-trigger/event-id';
import {
  type CapiClient,
  type CapiEvent,
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  type SendResult,
  toLambdaHandler,
  toNodeHandler,
  visitorFromRequest,
} from '@meta-capi/core';
import { readBody } from '@meta-capi/core/adapter';
import { pageUrl } from '@meta-capi/core/browser';
import { klaro, readsCookies } from '@meta-capi/core/consent-tools';
import { tcfCookies } from '@meta-capi/core/consent-tools/tcf';
import { hashId } from '@meta-capi/core/event-id';
import { phoneNumbers } from '@meta-capi/core/phone';
import { adapterLaws } from '@meta-capi/core/testing';
import { pixelBaseCode, trackPixelEvent } from '@meta-capi/pixel';
import { cookiebot, tcf } from '@meta-capi/pixel/consent-tools';
import { MetaPixel } from '@meta-capi/pixel/next';
import { createSandbox } from '@meta-capi/sandbox';
import { runCommandLine } from '@meta-capi/sandbox/run';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { packClientReference } from '@meta-capi/stripe-adapter/client-reference';
import { stripeEventId } from '@meta-capi/stripe-adapter/event-id';
import { stripeEventBridgeHandler } from '@meta-capi/stripe-adapter/eventbridge';
import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';

// A type that cannot be found is `any`, and then everything below would compile.
type Known<T> = 0 extends 1 & T ? never : T;
const known = <T>(value: Known<T>): T => value;

const capi: CapiClient = known<CapiClient>(
  createCapiClient({ ...configFromEnv({}), whenConsentUnknown: 'drop', phone: phoneNumbers('GB') }),
);

export const stripe = createWebhookHandler(stripeAdapter({ webhookSecret: 'whsec_1' }), capi);
export const activeCampaign = createWebhookHandler(
  activeCampaignAdapter({ account: 'example', secret: 'a-secret-of-twenty-characters' }),
  capi,
);
export const mounts = [toNodeHandler(stripe), toLambdaHandler(stripe)];
export const cognito = createPostConfirmationHandler(capi);

export async function send(request: Request): Promise<string> {
  const event: CapiEvent = {
    eventName: 'Lead',
    eventId: hashId('a', 'b'),
    eventTime: new Date(),
    userData: { email: 'maria@example.com' },
    visitor: visitorFromRequest(request),
  };
  const result: SendResult = await capi.sendEvents([event]);
  const body: Uint8Array = await readBody(request);
  return `${result.outcomes.length} ${body.byteLength}`;
}

export const ids: string[] = [
  stripeEventId('pi_1'),
  cognitoEventId({ userPoolId: 'eu-west-1_a', sub: '1' }),
  activeCampaignEventId({ account: 'example', contactId: 1, listId: 1, eventName: 'Contact' }),
];
export const page: string = pixelBaseCode({ pixelId: '1', whenConsentUnknown: 'drop' });
export const tracked: boolean = trackPixelEvent('Lead', {}, 'lead-1');

/** Everything that is imported has a type. */
export const all: unknown[] = [
  known<typeof activeCampaignAdapter>(activeCampaignAdapter),
  known<typeof activeCampaignEventId>(activeCampaignEventId),
  known<typeof cognitoToEvents>(cognitoToEvents),
  known<typeof createPostConfirmationHandler>(createPostConfirmationHandler),
  known<typeof cognitoEventId>(cognitoEventId),
  known<typeof createCapiClient>(createCapiClient),
  known<typeof pageUrl>(pageUrl),
  known<typeof hashId>(hashId),
  known<typeof phoneNumbers>(phoneNumbers),
  known<typeof adapterLaws>(adapterLaws),
  known<typeof pixelBaseCode>(pixelBaseCode),
  known<typeof trackPixelEvent>(trackPixelEvent),
  known<typeof MetaPixel>(MetaPixel),
  known<typeof createSandbox>(createSandbox),
  known<typeof stripeAdapter>(stripeAdapter),
  known<typeof stripeEventId>(stripeEventId),
  known<typeof stripeToEvents>(stripeToEvents),
  known<typeof createDynamoDbStore>(createDynamoDbStore),
  known<typeof createSqsConsumer>(createSqsConsumer),
  known<typeof createSqsSink>(createSqsSink),
  known<typeof signedSqs>(signedSqs),
  known<typeof adminGetUser>(adminGetUser),
  known<typeof backfillCognito>(backfillCognito),
  known<typeof klaro>(klaro),
  known<typeof readsCookies>(readsCookies),
  known<typeof tcfCookies>(tcfCookies),
  known<typeof cookiebot>(cookiebot),
  known<typeof tcf>(tcf),
  known<typeof runCommandLine>(runCommandLine),
  known<typeof packClientReference>(packClientReference),
  known<typeof stripeEventBridgeHandler>(stripeEventBridgeHandler),
  known<typeof readBody>(readBody),
  known<typeof visitorFromRequest>(visitorFromRequest),
  known<typeof createWebhookHandler>(createWebhookHandler),
  known<typeof configFromEnv>(configFromEnv),
  known<typeof toLambdaHandler>(toLambdaHandler),
  known<typeof toNodeHandler>(toNodeHandler),
];

// @ts-expect-error -- the types are there, so a wrong call is an error
createCapiClient({ whenConsentUnknown: 'perhaps' });
