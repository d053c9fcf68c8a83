import { defineEventHandler, type EventHandler, toWebRequest } from 'h3';
import { contact } from './form-contact.ts';
import { sink } from './form-sink.ts';

/** server/api/contact.post.ts. In Nuxt these functions need no import. */
const handler: EventHandler<object, Promise<Response>> = defineEventHandler((event) =>
  contact(toWebRequest(event), sink, (sending) => event.waitUntil(sending)),
);

export default handler;
