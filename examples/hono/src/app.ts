import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  generateEventId,
  visitorFromRequest,
} from '@meta-capi/core';
import { pixelBaseCode } from '@meta-capi/pixel';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { Hono } from 'hono';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
const pixel = pixelBaseCode({
  pixelId: process.env['META_PIXEL_ID'],
  whenConsentUnknown: 'drop',
  libraryUrl: process.env['META_PIXEL_LIBRARY_URL'],
});
const stripe = createWebhookHandler(
  stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
  capi,
);

/** A form whose Lead the browser and the server send. The consent is in the cookie that both read. */
const page = `<!doctype html><html lang="en"><title>Contact</title><script>${pixel}</script>
<button onclick="document.cookie = 'meta_consent=granted; path=/'; location.reload()">Allow Meta</button>
<form onsubmit="send(this); return false">
<label>E-mail <input name="email" type="email" required></label><button>Send</button></form>
<script>async function send(form) {
  const body = new URLSearchParams(new FormData(form));
  const { eventId } = await (await fetch('/contact', { method: 'POST', body })).json();
  fbq('track', 'Lead', {}, { eventID: eventId });
  form.replaceWith('Thank you.');
}</script></html>`;

export const app: Hono = new Hono();
app.get('/', (context) => context.html(page));
app.post('/contact', async ({ req: { raw: request } }) => {
  const email = (await request.formData()).get('email') as string;
  const [eventId, visitor] = [generateEventId(), visitorFromRequest(request)];
  // Not awaited: the visitor does not wait for Meta. On Workers: context.executionCtx.waitUntil(…).
  void capi.sendLeadEvent({ eventId, visitor, userData: { email } });
  return Response.json({ eventId });
});
app.post('/webhooks/stripe', (context) => stripe(context.req.raw));
