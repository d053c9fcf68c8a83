import { toNodeHandler } from '@meta-capi/core';
import fastify, { type FastifyInstance } from 'fastify';
import { contact } from './form-contact.ts';
import { sink } from './form-sink.ts';

const handle = toNodeHandler((request) => contact(request, sink));

export const app: FastifyInstance = fastify();
app.register(async (scope) => {
  // In this scope only: Fastify does not parse the body, since the route reads it.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _body, done) => done(null));
  scope.post('/api/contact', async (request, reply) => {
    reply.hijack();
    await handle(request.raw, reply.raw);
  });
});
