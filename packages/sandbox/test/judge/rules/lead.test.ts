import type { JsonObject } from '../../../src/judge/json.ts';
import { leadRules } from '../../../src/judge/rules/lead.ts';
import { purchase } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

// The sample of https://developers.facebook.com/documentation/ads-commerce/conversions-api/conversion-leads-integration/crm-integration/3-implementing-the-crm-integration
const stage = (changes: JsonObject) =>
  purchase({
    event_name: 'Marketing Qualified Lead',
    action_source: 'system_generated',
    event_source_url: undefined,
    user_data: { lead_id: '1234567890123456' },
    custom_data: { event_source: 'crm', lead_event_source: 'Example CRM' },
    ...changes,
  });
const withId = (lead_id: unknown) => stage({ user_data: { lead_id } });

describeEventRules(leadRules, {
  'lead-id-invalid': {
    refused: [400, 100, 2804036],
    breaks: [
      ['14 digits', withId('12345678901234'), 'user_data.lead_id'],
      ['18 digits', withId('123456789012345678'), 'user_data.lead_id'],
      ['a number of 14 digits', withId(12_345_678_901_234), 'user_data.lead_id'],
      ['letters', withId('l:123456789012345'), 'user_data.lead_id'],
      ['a number too large to write out', withId(1e300), 'user_data.lead_id'],
      ['a list', withId(['123456789012345']), 'user_data.lead_id'],
    ],
    keeps: [
      ['15 digits', withId('123456789012345')],
      ['17 digits', withId('12345678901234567')],
      ['a number of 16 digits, as documented', withId(1_234_567_890_123_456)],
    ],
  },
  'id-beyond-safe-integer': {
    breaks: [
      ['a lead_id of 17 digits', withId(12_345_678_901_234_568), 'user_data.lead_id'],
      [
        'an fb_login_id of 17 digits',
        stage({ user_data: { lead_id: '123456789012345', fb_login_id: 12_345_678_901_234_568 } }),
        'user_data.fb_login_id',
      ],
    ],
    keeps: [
      ['the greatest safe integer', withId(Number.MAX_SAFE_INTEGER)],
      ['17 digits as text', withId('12345678901234567')],
    ],
  },
  'crm-fields-missing': {
    breaks: [
      ['the wrong source', stage({ action_source: 'other' }), 'action_source'],
      [
        'no custom_data',
        stage({ custom_data: undefined }),
        'custom_data.event_source',
        'custom_data.lead_event_source',
      ],
    ],
    keeps: [
      ['Meta’s sample', stage({})],
      ['no lead_id', purchase()],
    ],
  },
});
