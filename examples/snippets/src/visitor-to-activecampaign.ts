import { packVisitor, visitorFromRequest } from '@meta-capi/core';

// The ids of the custom text fields that you made for this in ActiveCampaign.
const fieldIds: Record<string, string> = {
  meta_fbp: '11',
  meta_fbc: '12',
  meta_url: '13',
  meta_consent: '14',
};

/** The body of ActiveCampaign's POST /api/3/contact/sync. */
export function contactSyncBody(request: Request, email: string) {
  const packed = Object.entries(packVisitor(visitorFromRequest(request)));
  return {
    contact: {
      email,
      fieldValues: packed.map(([key, value]) => ({ field: fieldIds[key], value })),
    },
  };
}
