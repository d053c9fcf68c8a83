import { isEmpty } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';

const crmPage = capiPage(
  'conversion-leads-integration/crm-integration/3-implementing-the-crm-integration',
);

export const leadRules: readonly Rule<EventSubject>[] = [
  {
    id: 'lead-id-invalid',
    refusal: { code: 100, subcode: 2804036 },
    sources: [
      crmPage,
      { url: 'https://github.com/mauudev/meta_pixel_conversion_api', certainty: 'field' },
    ],
    message:
      'lead_id must be the number of 15 to 17 digits that Meta Lead Ads assigned to the lead.',
    find: ({ userData: { lead_id: id } }) =>
      isEmpty(id) || isLeadId(id) ? [] : ['user_data.lead_id'],
  },
  {
    id: 'id-beyond-safe-integer',
    sources: [{ ...crmPage, certainty: 'inferred' }],
    message:
      'JavaScript and many other languages round a number this long; send the digits as text.',
    find: ({ userData }) =>
      ['lead_id', 'fb_login_id']
        .filter((key) => typeof userData[key] === 'number' && !Number.isSafeInteger(userData[key]))
        .map((key) => `user_data.${key}`),
  },
  {
    id: 'crm-fields-missing',
    severity: 'advice',
    sources: [crmPage],
    message:
      'An event with a lead_id is a stage in your CRM: send action_source system_generated, custom_data.event_source "crm" and custom_data.lead_event_source, the CRM’s name.',
    find: ({ event, userData, customData }) => {
      if (isEmpty(userData['lead_id'])) return [];
      return [
        ...(event['action_source'] === 'system_generated' ? [] : ['action_source']),
        ...(customData['event_source'] === 'crm' ? [] : ['custom_data.event_source']),
        ...(isEmpty(customData['lead_event_source']) ? ['custom_data.lead_event_source'] : []),
      ];
    },
  },
];

function isLeadId(id: unknown): boolean {
  const digits = typeof id === 'number' ? BigInt(Math.trunc(finite(id))).toString() : id;
  return typeof digits === 'string' && /^\d{15,17}$/.test(digits);
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
