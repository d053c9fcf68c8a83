import { originalEventRules } from '../../../src/judge/rules/original-event.ts';
import { purchase, secondsAgo } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const after = (original_event_data: unknown) => purchase({ original_event_data });
const append = (attribution_data: unknown) =>
  purchase({ event_name: 'AppendAttribution', attribution_data });
const ATTRIBUTION = {
  ad_id: '1',
  touchpoint_ts: secondsAgo(900),
  attribution_share: 1,
  attribution_value: 5,
};

describeEventRules(originalEventRules, {
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/original-event
  'original-event-not-an-object': {
    breaks: [['an id', after('order-1000'), 'original_event_data']],
    keeps: [['an object', after({ event_id: 'order-1000' })]],
  },
  'original-event-key-unknown': {
    breaks: [['camel case', after({ eventId: 'order-1000' }), 'original_event_data.eventId']],
    keeps: [
      [
        'every documented key',
        after({
          event_name: 'Purchase',
          event_time: secondsAgo(900),
          order_id: '1',
          event_id: '1',
        }),
      ],
    ],
  },
  'original-event-time-invalid': {
    breaks: [
      [
        'later than the event',
        after({ event_time: secondsAgo(59) }),
        'original_event_data.event_time',
      ],
      [
        'in milliseconds',
        after({ event_time: secondsAgo(900) * 1000 }),
        'original_event_data.event_time',
      ],
      ['text', after({ event_time: 'yesterday' }), 'original_event_data.event_time'],
    ],
    keeps: [
      ['at the same time', after({ event_time: secondsAgo(60) })],
      ['a month before', after({ event_time: secondsAgo(30 * 86_400) })],
      ['none', after({ order_id: '1' })],
    ],
  },
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/append-attribution
  'attribution-data-incomplete': {
    breaks: [
      ['a part', append({ ...ATTRIBUTION, ad_id: undefined }), 'attribution_data.ad_id'],
      [
        'nothing',
        append(undefined),
        ...['ad_id', 'touchpoint_ts', 'attribution_share', 'attribution_value'].map(
          (key) => `attribution_data.${key}`,
        ),
      ],
    ],
    keeps: [
      ['everything', append(ATTRIBUTION)],
      ['none on a Purchase', purchase()],
      [
        'only a share in a Purchase, as Meta’s Payload Helper writes it',
        purchase({ attribution_data: { attribution_share: 0.3 } }),
      ],
    ],
  },
});
