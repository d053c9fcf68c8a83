import { appRules } from '../../../src/judge/rules/app.ts';
import { purchase } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const app = (app_data: unknown) => purchase({ action_source: 'app', app_data });
// The sample of https://developers.facebook.com/documentation/ads-commerce/conversions-api/app-events
const EXTINFO = [
  'a2',
  'com.some.app',
  '771',
  'Version 7.7.1',
  '10.1.1',
  'OnePlus6',
  'en_US',
  'GMT-1',
  'TMobile',
  '1920',
  '1080',
  '2.00',
  '2',
  '128',
  '8',
  'USA/New York',
];
const data = (extinfo: unknown) => ({ advertiser_tracking_enabled: 1, extinfo });
const osVersion = (version: unknown) =>
  EXTINFO.map((value, index) => (index === 4 ? version : value));

describeEventRules(appRules, {
  'app-data-missing': {
    refused: [400, 100],
    breaks: [
      ['none', app(undefined), 'app_data'],
      ['text', app('{}'), 'app_data'],
    ],
    keeps: [
      ['app data', app(data(EXTINFO))],
      ['none on a website', purchase()],
    ],
  },
  'extinfo-invalid': {
    refused: [400, 100, 2804043],
    breaks: [
      ['none', app(data(undefined)), 'app_data.extinfo'],
      ['an object, as an SDK writes it', app(data({ version: 'a2' })), 'app_data.extinfo'],
      ['another version', app(data(['x1', ...EXTINFO.slice(1)])), 'app_data.extinfo'],
      ['a blank version of the system', app(data(osVersion(''))), 'app_data.extinfo'],
    ],
    keeps: [
      ['Android', app(data(EXTINFO))],
      ['iOS', app(data(['i2', ...EXTINFO.slice(1)]))],
      ['blanks elsewhere', app(data(EXTINFO.map((value, i) => (i === 0 || i === 4 ? value : ''))))],
      ['none on a website', purchase({ app_data: {} })],
    ],
  },
  'extinfo-incomplete': {
    breaks: [['15 places', app(data(EXTINFO.slice(0, 15))), 'app_data.extinfo']],
    keeps: [['16 places', app(data(EXTINFO))]],
  },
  'tracking-permission-missing': {
    breaks: [
      ['none', app({ extinfo: EXTINFO }), 'app_data.advertiser_tracking_enabled'],
      [
        'text',
        app({ extinfo: EXTINFO, advertiser_tracking_enabled: 'yes' }),
        'app_data.advertiser_tracking_enabled',
      ],
    ],
    keeps: [
      ['0', app({ extinfo: EXTINFO, advertiser_tracking_enabled: 0 })],
      [
        'next to app_data, where Meta’s SDK writes it',
        purchase({
          action_source: 'app',
          advertiser_tracking_enabled: true,
          app_data: { extinfo: EXTINFO },
        }),
      ],
    ],
  },
});
