import { packVisitor, visitorFromRequest } from '@meta-capi/core';

// The ids of the custom text fields that you made for this in ActiveCampaign.
const fieldIds = {
  meta_event_id: '27',
  meta_fbp: '28',
  meta_fbc: '29',
  meta_url: '30',
  meta_consent: '31',
};

/** The body of ActiveCampaign's POST /api/3/contact/sync. */
export function contactSyncBody(request: Request, email: string, eventId: string) {
  const packed: Record<string, string> = packVisitor(visitorFromRequest(request));
  packed['meta_event_id'] = `${eventId}.${Math.floor(Date.now() / 1000)}`;
  // Every field, also an empty one: it replaces the value of an earlier visit.
  const fieldValues = Object.entries(fieldIds).map(([key, field]) => ({
    field,
    value: packed[key] ?? '',
  }));
  return { contact: { email, fieldValues } };
}
