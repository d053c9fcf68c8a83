import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  generateEventId,
  toNodeHandler,
  visitorFromRequest,
} from '@meta-capi/core';
import { pixelBaseCode } from '@meta-capi/pixel';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import express, { type Express } from 'express';

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

async function contact(request: Request): Promise<Response> {
  const email = (await request.formData()).get('email') as string;
  const [eventId, visitor] = [generateEventId(), visitorFromRequest(request)];
  // Not awaited: the visitor does not wait for Meta. It never rejects, and this server keeps running.
  void capi.sendLeadEvent({ eventId, visitor, userData: { email } });
  return Response.json({ eventId });
}

export const app: Express = express();
app.get('/', (_, response) => void response.type('html').send(page));
app.post('/contact', toNodeHandler(contact));
// Before express.json(), because Stripe signs the raw body.
app.post('/webhooks/stripe', toNodeHandler(stripe));
