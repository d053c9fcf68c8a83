import { generateEventId, readVisitor } from '@meta-capi/pixel';

/** Fills the hidden fields of an ActiveCampaign form; answers the id for the Pixel's event. */
export function fillHiddenFields(form: HTMLFormElement): string {
  const { fbp, fbc, eventSourceUrl, consent } = readVisitor();
  const eventId = generateEventId();
  const values = {
    meta_event_id: `${eventId}.${Math.floor(Date.now() / 1000)}`,
    meta_fbp: fbp,
    meta_fbc: fbc,
    meta_url: eventSourceUrl,
    meta_consent: consent,
  };
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value ?? '';
  }
  return eventId;
}
