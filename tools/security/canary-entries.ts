import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backfillCognito } from '@meta-capi/cognito-trigger/backfill';
import * as core from '@meta-capi/core';
import { pageUrl, storedAsCookies, usercentricsV2 } from '@meta-capi/core/browser';
import * as consentTools from '@meta-capi/core/consent-tools';
import * as tcf from '@meta-capi/core/consent-tools/tcf';
import { MetaPixel } from '@meta-capi/pixel/next';
import { runCommandLine } from '@meta-capi/sandbox/run';
import { stripeEventBridgeHandler } from '@meta-capi/stripe-adapter/eventbridge';
import { awsWriters } from './canary-aws.ts';
import {
  type Case,
  config,
  env,
  event,
  everything,
  failingSink,
  person,
  quoting,
  refusing,
  refusingLookUps,
  secrets,
  stripePayment,
  thinPayment,
  visitor,
} from './canary-values.ts';

const capi = core.createCapiClient({ ...config, fetch: refusing(quoting) });

/** The cases of the entries beside the main ones. */
export const entryWriters: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  ...awsWriters,
  'cognito-trigger/backfill': {
    backfillCognito: async () => {
      const pool = { userPoolId: 'eu-west-1_aBcD1234E', since: new Date(Date.now() - 1000) };
      const Attributes = [
        { Name: 'sub', Value: '1d5f5a52-6f1d-4c2a-9c8e-0a4f3f1f8a11' },
        { Name: 'email', Value: person.email },
      ];
      const users = {
        Users: [{ Attributes, UserStatus: 'CONFIRMED', UserCreateDate: new Date() }],
      };
      const client = { send: (async () => users) as never };
      const steps: unknown[] = [];
      return [
        await backfillCognito({
          ...everything,
          ...pool,
          client,
          sink: capi,
          consent: () => 'granted',
          onProgress: (step) => steps.push(step),
        }),
        steps,
        await backfillCognito({ ...pool, client, sink: failingSink, consent: () => 'granted' }),
      ];
    },
  },
  'core/browser': {
    pageUrl: () => [pageUrl(visitor.eventSourceUrl), pageUrl(quoting)],
    storedAsCookies: () =>
      storedAsCookies(['uc_settings'], () => ({
        getItem: (key) => (key === 'uc_settings' ? '{}' : secrets.token),
      })),
    usercentricsV2: () => answersOf('usercentricsV2', usercentricsV2),
  },
  // What they return is kept in cookies and reports.
  'core/consent-tools': Object.fromEntries(
    Object.entries(consentTools).map(([name, tool]) => [name, () => answersOf(name, tool)]),
  ),
  'core/consent-tools/tcf': {
    readTcf: () => tcf.readTcf({ tcString: quoting, additionalConsent: secrets.token }),
    tcfCookies: () => tcf.tcfCookies()(`euconsent-v2=${secrets.token}; addtl_consent=${quoting}`),
  },
  // What a server component gives a client component, React writes into the page.
  'pixel/next': {
    MetaPixel: () =>
      MetaPixel({ ...everything, ...env, pixelId: '1', whenConsentUnknown: 'drop' }).props,
  },
  'sandbox/run': {
    runCommandLine: async () => {
      const record = join(mkdtempSync(join(tmpdir(), 'canaries-')), 'record.jsonl');
      const printed: string[] = [];
      const print = (text: string): void => void printed.push(text);
      const run = await runCommandLine(['--port', '0', '--record', record], print, print);
      const client = core.createCapiClient({ ...config, baseUrl: run.server?.url });
      await client.sendEvents([event]);
      await fetch(`${run.server?.url}/tr?id=1234567890&ev=Lead&cd[note]=${secrets.token}`);
      await run.server?.close();
      await runCommandLine([`--${secrets.token}`], print, print);
      // The rest of a recording is the request, which a developer asked to keep.
      return [...printed, readFileSync(record, 'utf8').replaceAll(`[note]=${secrets.token}`, '')];
    },
  },
  'stripe-adapter/eventbridge': {
    stripeEventBridgeHandler: async () => {
      const written: unknown[] = [];
      const context = { getRemainingTimeInMillis: () => 1600 };
      for (const sink of [capi, failingSink]) {
        for (const stripe of refusingLookUps) {
          const handler = stripeEventBridgeHandler(sink, { stripe });
          for (const detail of [stripePayment, thinPayment, quoting, everything]) {
            const invocation = { source: 'aws.partner/stripe.com/ed_1', detail };
            written.push(await handler(invocation, context).catch((error: unknown) => error));
          }
          written.push(await handler({ source: quoting, detail: everything }));
        }
      }
      return written;
    },
  },
};

function answersOf(name: string, tool: unknown): unknown {
  const cookies = `session=${secrets.token}; CookieConsent=${quoting}; OptanonConsent=groups=${secrets.token}; klaro=${quoting}`;
  if (name === 'googleConsentMode') return consentTools.googleConsentMode(`?gcd=${secrets.token}`);
  if (name === 'readsConsentMode') {
    return consentTools.readsConsentMode(new Request(`https://shop.example?gcd=${secrets.token}`));
  }
  if (name === 'readsCookies') {
    const read = consentTools.readsCookies(consentTools.klaro('meta'));
    return read(new Request('https://shop.example', { headers: { cookie: cookies } }));
  }
  const reader = (tool as (...given: unknown[]) => consentTools.CookieReader)('meta', ['meta']);
  return [reader(cookies), reader.grantedAt?.(cookies), reader.decidedBy?.(cookies)];
}

/** The exports of those entries that write nothing that a caller gave them. */
export const entryOthers: Readonly<Record<string, readonly string[]>> = {
  // It gives the trigger what the pool stores about the user, which the trigger's own case covers.
  'cognito-trigger/admin-get-user': ['adminGetUser'],
  'core/browser': [
    'allowsNothing',
    'clickIdOf',
    'consentCookieValues',
    'consentOfVisitor',
    'consentsToMeta',
    'cookieValues',
    'fbcOfPage',
    'isFbp',
    'isPersonalKey',
    'isPrintedNothing',
    'isValidTcString',
    'rawCookieValues',
    'readConsent',
    'tcStringUpdatedAt',
  ],
  // Of no secret: a hash is what it is called for.
  'core/event-id': ['hashId'],
  'core/phone': ['phoneNumbers'],
  // It shows the fixtures of a test.
  'core/testing': ['adapterLaws'],
  // They return one word, which followConsent keeps.
  'pixel/consent-tools': [
    'axeptio',
    'c15t',
    'complianz',
    'cookieYes',
    'cookiebot',
    'didomi',
    'googleConsentMode',
    'iubenda',
    'klaro',
    'oneTrust',
    'tcf',
    'usercentricsV2',
    'usercentricsV3',
    'vanillaCookieConsent',
  ],
};
