import { trackPixelEvent } from '@meta-capi/pixel';

/** The server answers with the id that it gave to its own event, and the Pixel takes the same. */
export async function sendContactForm(form: FormData): Promise<void> {
  const response = await fetch('/api/contact', { method: 'POST', body: form });
  const { eventId } = (await response.json()) as { eventId: string };
  trackPixelEvent('Lead', { content_name: 'contact' }, eventId);
}
