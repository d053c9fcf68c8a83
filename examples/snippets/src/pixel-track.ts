import { trackPixelEvent } from '@meta-capi/pixel';

/** The response contains the id of the server's event; the Pixel event uses the same id. */
export async function sendContactForm(form: FormData): Promise<void> {
  const response = await fetch('/api/contact', { method: 'POST', body: form });
  const { eventId } = (await response.json()) as { eventId: string };
  trackPixelEvent('Lead', { content_name: 'contact' }, eventId);
}
