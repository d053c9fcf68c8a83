import { clickIdRules } from '../../../src/judge/rules/click-ids.ts';
import { NOW, purchase, userData } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const fbc = (value: unknown) => purchase({ user_data: userData({ fbc: value }) });
const fbp = (value: unknown) => purchase({ user_data: userData({ fbp: value }) });
const FBC = 'user_data.fbc';
const FBP = 'user_data.fbp';
const DAY_MS = 86_400_000;
const SECONDS = NOW / 1000;
const CLICK = 'IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk';

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
describeEventRules(clickIdRules, {
  'fbc-without-click-id': {
    refused: [400, 100, 2804001],
    breaks: [
      ['the bare fbclid', fbc(CLICK), FBC],
      ['no fbclid', fbc(`fb.1.${NOW}.`), FBC],
      ['no fbclid and no dot', fbc(`fb.1.${NOW}`), FBC],
      ['only the Parameter Builder’s mark', fbc(`fb.1.${NOW}..AQQAAQMC`), FBC],
      ['another version', fbc(`fa.1.${NOW}.${CLICK}`), FBC],
      ['a time that is not a number', fbc(`fb.1.now.${CLICK}`), FBC],
      ['a number', fbc(1), FBC],
      ['a hash', fbc('a'.repeat(64)), FBC],
    ],
    keeps: [
      ['Meta’s sample form', fbc(`fb.1.${NOW - DAY_MS}.${CLICK}`)],
      ['with a mark', fbc(`fb.1.${NOW - DAY_MS}.${CLICK}.AQQAAQMC`)],
      ['none', fbc(undefined)],
      ['empty', fbc('')],
    ],
  },
  'fbc-malformed': {
    breaks: [
      ['a missing value as text', fbc(`fb.1.${NOW}.undefined`), FBC],
      ['more dots', fbc(`fb.1.${NOW}.x.y.z`), FBC],
      ['spaces', fbc(`fb.1.${NOW}.${CLICK} `), FBC],
      ['an fbclid still escaped', fbc(`fb.1.${NOW}.Iw%2DAR`), FBC],
    ],
    keeps: [
      ['a tilde, which URLs leave unescaped', fbc(`fb.1.${NOW - DAY_MS}.Iw~AR`)],
      ['two marks', fbc(`fb.1.${NOW - DAY_MS}.${CLICK}.AQQAAQMC.AQQAAQMC`)],
      ['two marks of both kinds', fbc(`fb.1.${NOW - DAY_MS}.${CLICK}.BA.AQQAAQMC`)],
      ['Meta’s sample form', fbc(`fb.1.${NOW - DAY_MS}.${CLICK}`)],
      ['five segments of the Parameter Builder', fbc(`fb.1.${NOW - DAY_MS}.${CLICK}.AQQAAQMC`)],
      ['its older mark', fbc(`fb.1.${NOW - DAY_MS}.${CLICK}.BA`)],
      ['a deeper domain', fbc(`fb.2.${NOW - DAY_MS}.${CLICK}`)],
      ['none', fbc(undefined)],
    ],
  },
  'fbp-malformed': {
    breaks: [
      ['no random number', fbp(`fb.1.${NOW}`), FBP],
      ['letters for the random number', fbp(`fb.1.${NOW}.abc`), FBP],
      ['a UUID', fbp('7b0c0a52-3b9f-4b39-9e0f-1f0e4d7c0a11'), FBP],
    ],
    keeps: [
      ['Meta’s sample', fbp('fb.1.1596403881668.1116446470')],
      ['with a mark', fbp('fb.1.1596403881668.1116446470.AQQAAQMC')],
      ['with two marks', fbp('fb.1.1596403881668.1116446470.AQQAAQMC.AQQAAQMC')],
      [
        'two random numbers in a row, as the browser library writes',
        fbp('fb.1.1596403881668.111644647011164464'),
      ],
    ],
  },
  'cookie-time-in-seconds': {
    breaks: [
      ['in fbc', fbc(`fb.1.${SECONDS}.${CLICK}`), FBC],
      ['in fbp', fbp(`fb.1.${SECONDS}.1116446470`), FBP],
    ],
    keeps: [['milliseconds', fbc(`fb.1.${NOW}.${CLICK}`)]],
  },
  'cookie-time-in-future': {
    breaks: [
      ['a day ahead', fbc(`fb.1.${NOW + DAY_MS}.${CLICK}`), FBC],
      ['in microseconds', fbp(`fb.1.${NOW}000.1116446470`), FBP],
    ],
    keeps: [['now', fbc(`fb.1.${NOW}.${CLICK}`)]],
  },
  'fbc-too-old': {
    breaks: [['91 days', fbc(`fb.1.${NOW - 91 * DAY_MS}.${CLICK}`), FBC]],
    keeps: [
      ['89 days', fbc(`fb.1.${NOW - 89 * DAY_MS}.${CLICK}`)],
      ['in seconds, which has its own rule', fbc(`fb.1.${SECONDS}.${CLICK}`)],
      ['an old fbp, which names the browser and not a click', fbp('fb.1.1596403881668.1116446470')],
    ],
  },
  'fbclid-in-lower-case': {
    breaks: [['lower case', fbc(`fb.1.${NOW}.${CLICK.toLowerCase()}`), FBC]],
    keeps: [
      ['as it was', fbc(`fb.1.${NOW}.${CLICK}`)],
      ['another kind in lower case', fbc(`fb.1.${NOW}.abcdefg`)],
    ],
  },
});
