/**
 * Before a form of ActiveCampaign's is sent: its hidden field 27 gets an event id and the time. The
 * Pixel's `Contact` carries the same id: `fbq('track', 'Contact', {}, { eventID: eventId })`.
 */
export function carryEventId(form: HTMLFormElement): string {
  const eventId = crypto.randomUUID();
  const field = form.elements.namedItem('field[27]');
  if (field instanceof HTMLInputElement) {
    field.value = `${eventId}.${Math.floor(Date.now() / 1000)}`;
  }
  return eventId;
}
