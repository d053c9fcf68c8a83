import { isEmpty } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';
import { withoutMark } from './param-builder.ts';

const fbpAndFbc = capiPage('parameters/fbp-and-fbc');

const NINETY_DAYS = 90 * 24 * 60 * 60;
const CLOCK_SKEW = 60;
/** In milliseconds the year 2001, in seconds 5138. */
const MILLISECONDS_FROM = 1e11;
/**
 * The characters that a URL leaves unescaped, except the dot, which is the separator. No source shows a click
 * id with a tilde, and no source shows that Meta rejects one.
 * https://www.rfc-editor.org/rfc/rfc3986#section-2.3
 */
const CLICK_ID = /^(?!(?:undefined|null|nan)$)[A-Za-z0-9_~-]+$/i;

export const clickIdRules: readonly Rule<EventSubject>[] = [
  {
    id: 'fbc-without-click-id',
    refusal: { code: 100, subcode: 2804001, title: 'Click ID Incorrectly Formatted' },
    sources: [
      fbpAndFbc,
      {
        url: 'https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/6',
        certainty: 'field',
      },
    ],
    message:
      'fbc must be fb.<subdomain index>.<creation time in ms>.<fbclid>. Do not send it without an fbclid, or the fbclid alone.',
    find: ({ userData: { fbc } }) => (isEmpty(fbc) || cookieOf(fbc, /./) ? [] : ['user_data.fbc']),
  },
  {
    id: 'fbc-malformed',
    sources: [fbpAndFbc],
    message:
      'The fbclid within fbc is not a click id: it has invalid characters or is a placeholder such as undefined. Send the _fbc cookie unchanged, or the fbclid as the query parser decodes it.',
    find: ({ userData: { fbc } }) =>
      cookieOf(fbc, /./) && !cookieOf(fbc, CLICK_ID) ? ['user_data.fbc'] : [],
  },
  {
    id: 'fbp-malformed',
    sources: [fbpAndFbc],
    message:
      'fbp is fb.<subdomain index>.<creation time in ms>.<random number>; send the _fbp cookie as it is.',
    find: ({ userData: { fbp } }) =>
      isEmpty(fbp) || cookieOf(fbp, /^\d+$/) ? [] : ['user_data.fbp'],
  },
  {
    id: 'cookie-time-in-seconds',
    sources: [fbpAndFbc],
    message: 'The creation time within fbc and fbp is in milliseconds; this one is in seconds.',
    find: ({ userData }) =>
      ['fbc', 'fbp'].flatMap((key) => {
        const cookie = cookieOf(userData[key], /./);
        return cookie && cookie.createdMs < MILLISECONDS_FROM ? [`user_data.${key}`] : [];
      }),
  },
  {
    id: 'cookie-time-in-future',
    sources: [fbpAndFbc],
    message:
      'The creation time within fbc and fbp is when the cookie was created or the click was first seen; this one is in the future.',
    find: ({ userData, receivedAt }) =>
      ['fbc', 'fbp'].flatMap((key) => {
        const cookie = cookieOf(userData[key], /./);
        return cookie && cookie.createdMs > (receivedAt + CLOCK_SKEW) * 1000
          ? [`user_data.${key}`]
          : [];
      }),
  },
  {
    id: 'fbc-too-old',
    sources: [{ ...fbpAndFbc, certainty: 'inferred' }],
    message:
      'fbc is older than 90 days, the life of its cookie; Meta’s diagnostics call such a click expired. Leave it out.',
    find: ({ userData: { fbc }, receivedAt }) => {
      const cookie = cookieOf(fbc, /./);
      return cookie &&
        cookie.createdMs >= MILLISECONDS_FROM &&
        cookie.createdMs < (receivedAt - NINETY_DAYS) * 1000
        ? ['user_data.fbc']
        : [];
    },
  },
  {
    id: 'fbclid-in-lower-case',
    sources: [fbpAndFbc],
    message:
      'The fbclid within fbc is case-sensitive and was changed to lower case; send it unchanged.',
    find: ({ userData: { fbc } }) => {
      const clickId = cookieOf(fbc, /./)?.payload ?? '';
      return /^(?:iwar|iwzxh|iwy2x|paaa)/.test(clickId) && !/[A-Z]/.test(clickId)
        ? ['user_data.fbc']
        : [];
    },
  },
];

interface Cookie {
  readonly createdMs: number;
  readonly payload: string;
}

/** The parts of `fb.1.1554763741205.payload`, with or without a Parameter Builder mark. */
function cookieOf(value: unknown, payloadForm: RegExp): Cookie | undefined {
  if (typeof value !== 'string') return undefined;
  const [, created, payload = ''] = /^fb[.]\d+[.](\d+)[.](.+)$/.exec(value) ?? [];
  const bare = withoutMark(payload);
  return created !== undefined && payloadForm.test(bare)
    ? { createdMs: Number(created), payload: bare }
    : undefined;
}
