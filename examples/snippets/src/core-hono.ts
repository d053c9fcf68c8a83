import { Hono } from 'hono';
import { contact } from './form-contact.ts';
import { sink } from './form-sink.ts';

/** On Node, Bun and Deno. On Workers, pass context.executionCtx.waitUntil as in the page's last tab. */
export const app: Hono = new Hono();
app.post('/api/contact', (context) => contact(context.req.raw, sink));
