import { generateEventId, readVisitor } from '@meta-capi/pixel';

// The ids of your custom fields: ActiveCampaign's forms call them field[27] and so on.
const fieldIds = {
  meta_event_id: 27,
  meta_fbp: 28,
  meta_fbc: 29,
  meta_url: 30,
  meta_consent: 31,
};

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
  for (const key of Object.keys(values) as (keyof typeof values)[]) {
    const field = form.elements.namedItem(`field[${fieldIds[key]}]`);
    if (field instanceof HTMLInputElement) field.value = values[key] ?? '';
  }
  return eventId;
}
