import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  toNodeHandler,
} from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import fastify, { type FastifyInstance } from 'fastify';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
const webhook = toNodeHandler(
  createWebhookHandler(
    stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
    capi,
  ),
);

export const app: FastifyInstance = fastify();
app.register(async (scope) => {
  // In this scope only: Fastify leaves the body alone, since Stripe signs the raw one.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _body, done) => done(null));
  scope.post('/webhooks/stripe', async (request, reply) => {
    reply.hijack();
    await webhook(request.raw, reply.raw);
  });
});
