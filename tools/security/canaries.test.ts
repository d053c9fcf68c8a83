import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as activeCampaign from '@meta-capi/activecampaign-adapter';
import * as cognito from '@meta-capi/cognito-trigger';
import * as core from '@meta-capi/core';
import * as adapterKit from '@meta-capi/core/adapter';
import * as pixel from '@meta-capi/pixel';
import * as sandboxPackage from '@meta-capi/sandbox';
import * as stripe from '@meta-capi/stripe-adapter';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { signedRequest } from '../../packages/stripe-adapter/test/webhook/signed-request.ts';
import { entryOthers, entryWriters } from './canary-entries.ts';
import {
  type Case,
  config,
  env,
  event,
  everything,
  everythingElse,
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

// Secrets and personal data must not get into a page, a cookie, a queue, a log, a report or an error.
// Every secret below is one of a kind, and each case gives it to a function in every place where
// somebody may put it, such as `{ ...configFromEnv(process.env), … }`.

const post = (url: string, headers: Record<string, string>, body: string): Request =>
  new Request(url, { method: 'POST', headers, body });
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const acUrl = `https://shop.example/hooks/${secrets.urlSecret}`;
const acBody = new URLSearchParams({
  type: 'subscribe',
  date_time: '2026-01-01T00:00:00+00:00',
  initiated_from: 'public',
  list: '1',
  'contact[id]': '1',
  'contact[email]': person.email,
  'contact[phone]': person.phone,
}).toString();
const registration = {
  version: '1',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_aBcD1234E',
  userName: person.email,
  callerContext: { awsSdkVersion: '1', clientId: '1example23456789' },
  triggerSource: 'PostConfirmation_ConfirmSignUp',
  request: { userAttributes: { sub: '1d5f5a52-6f1d-4c2a-9c8e-0a4f3f1f8a11', email: person.email } },
  response: {},
} as const;

/** Every exported function that writes somewhere. */
const writers: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  ...entryWriters,
  core: {
    // A page's cookies, another system's metadata.
    visitorCookies: () =>
      core.visitorCookies({ ...everything, ...visitor }, { ...everything, domain: 'shop.example' }),
    consentCookies: () => [
      core.consentCookies('granted', { ...everything, domain: 'shop.example' }),
      core.consentCookies(quoting as 'granted', { domain: quoting }),
    ],
    packVisitor: () =>
      core.packVisitor({ ...everything, ...visitor }, { ...everything, include: ['userAgent'] }),
    unpackVisitor: () => core.unpackVisitor({ ...everything, meta_fbp: visitor.fbp }),
    visitorFromRequest: () =>
      core.visitorFromRequest(
        new Request(visitor.eventSourceUrl, {
          headers: {
            accept: 'text/html',
            cookie: `session=${secrets.token}; _fbp=${visitor.fbp}; meta_consent=granted`,
            authorization: `Bearer ${secrets.token}`,
          },
        }),
        { ...(everything as object) },
      ),
    // A queue.
    prepareEvent: () =>
      core.prepareEvent({ ...everything, ...event }, { ...everythingElse, ...config }),
    readPrepared: () => {
      const prepared = core.prepareEvent(event, config);
      if (!prepared.ok) throw new Error('not prepared');
      const { wire } = prepared.event;
      return [
        core.readPrepared({ ...everything, wire }),
        core.readPrepared({ wire: { ...everything, ...wire } }),
        core.readPrepared({ wire: { ...wire, user_data: { ...everything, em: [person.email] } } }),
        core.readPrepared(quoting),
      ];
    },
    explain: () =>
      core
        .explain({ ...everything, ...event }, { ...everythingElse, ...config })
        // The raw values are what the developer asked to see beside the decision; not the secrets.
        .fields.map((field) => ({ ...field })),
    // Results, errors and what a debugger shows.
    createCapiClient: async () => {
      const client = core.createCapiClient({ ...config, fetch: refusing(quoting) });
      const throwing = core.createCapiClient({
        ...config,
        fetch: () => Promise.reject(new Error(quoting)),
      });
      const lost = core.createCapiClient({
        ...config,
        accessToken: () => Promise.reject(new Error(quoting)),
      });
      return [
        client,
        await client.sendEvents([event]),
        await throwing.sendEvents([event], { timeoutMs: 200 }),
        await lost.sendEvents([event], { timeoutMs: 200 }),
        await client.sendEvents([{ ...event, userData: { ...person, email: secrets.token } }]),
      ];
    },
    checkConfig: () =>
      [
        { ...config, accessToken: `${secrets.token}\n` },
        { ...config, accessToken: `${secrets.token}ü` },
        { ...config, pixelId: secrets.token },
        { ...config, appSecret: secrets.token },
        { ...config, testEventCode: `${secrets.token} ` },
        { ...config, apiVersion: secrets.token as 'v25.0' },
        { ...config, baseUrl: `https://user:${secrets.token}@graph.facebook.com/` },
      ].map((wrong) => thrown(() => core.checkConfig(wrong))),
    configFromEnv: () =>
      inspect(core.createCapiClient(core.configFromEnv({ META_CAPI_ACCESS_TOKEN: secrets.token }))),
    observed: async () => {
      const capi = core.createCapiClient({ ...config, fetch: refusing(quoting) });
      return core.observed(capi, core.consoleReporter).sendEvents([event]);
    },
    timeLimited: async () => core.timeLimited(failingSink).sendEvents([event], { timeoutMs: 200 }),
    unlessWithdrawn: async () => {
      const capi = core.createCapiClient({ ...config, fetch: refusing(quoting) });
      const sink = core.unlessWithdrawn(capi, ({ eventId }) => {
        if (eventId === event.eventId) throw new Error(quoting);
        return true;
      });
      return sink.sendEvents([event, { ...event, eventId: 'another' }]);
    },
    onlyOnce: async () =>
      core
        .onlyOnce(core.createCapiClient({ ...config, fetch: refusing(quoting) }), undefined, {
          scope: 'canaries',
        })
        .sendEvents([event]),
    consoleReporter: () =>
      core.consoleReporter({
        ...everything,
        level: 'error',
        source: 'test',
        message: 'Lost.',
        outcomes: [{ ...everything, eventName: 'Lead', eventId: '1', outcome: 'rejected' }],
        warnings: [{ ...everything, code: 'odd', path: 'event', message: 'Odd.' }],
      }),
    sentryReporter: () => {
      const captured: unknown[] = [];
      core.sentryReporter({ captureMessage: (...given) => captured.push(given) })({
        ...everything,
        level: 'error',
        source: 'test',
        message: 'Lost.',
        outcomes: [{ ...everything, eventName: 'Lead', eventId: '1', outcome: 'rejected' }],
        warnings: [{ ...everything, code: 'odd', path: 'event', message: 'Odd.' }],
      });
      return captured;
    },
    // Routes: their answers and their logs.
    createWebhookHandler: async () => {
      const adapter = {
        name: 'own',
        redelivers: true,
        receive: () => Promise.reject(new Error(quoting)),
        toEvents: () => [],
      };
      return core.createWebhookHandler(
        adapter,
        failingSink,
      )(post('https://shop.example', {}, '{}'));
    },
    createRelayHandler: async () => {
      const relay = core.createRelayHandler(failingSink, {
        allow: ['Lead'],
        origins: ['https://shop.example'],
        identify: () => Promise.reject(new Error(quoting)),
      });
      const headers = {
        'content-type': 'application/json',
        origin: 'https://shop.example',
        cookie: `session=${secrets.token}`,
      };
      const bodies = [
        JSON.stringify({ eventName: 'Lead', eventId: 'lead-1' }),
        JSON.stringify({ eventName: person.email, eventId: secrets.token }),
        JSON.stringify({ ...everything, eventName: 'Lead', eventId: 'lead-2' }),
        quoting,
      ];
      return [
        ...(await Promise.all(
          bodies.map((body) => relay(post('https://shop.example/api', headers, body))),
        )),
        await relay(
          post('https://shop.example', { ...headers, origin: `https://${secrets.token}` }, ''),
        ),
      ];
    },
    toNodeHandler: async () => {
      const written: unknown[] = [];
      const mounted = core.toNodeHandler(() => Promise.reject(new TypeError(quoting)));
      await mounted(
        {
          method: 'POST',
          url: acUrl.slice(20),
          headers: { host: 'shop.example' },
          async *[Symbol.asyncIterator]() {},
        },
        { writeHead: (...head) => written.push(head), end: (body) => written.push(body) },
      );
      return written;
    },
    toLambdaHandler: () =>
      core.toLambdaHandler(() => Promise.reject(new TypeError(quoting)))({
        rawPath: acUrl.slice(20),
      }),
  },
  'core/adapter': {
    mergePackedVisitors: () =>
      adapterKit.mergePackedVisitors([{ ...everything, meta_fbp: visitor.fbp }]),
    // A result that a script prints.
    runBackfill: () =>
      adapterKit.runBackfill(
        [{ read: 1, events: [event] }],
        core.createCapiClient({ ...config, fetch: refusing(quoting) }),
        { since: new Date() },
      ),
    readBody: async () => {
      const broken = new ReadableStream({ start: (stream) => stream.error(new Error(quoting)) });
      const request = new Request('https://shop.example', {
        method: 'POST',
        body: broken,
        duplex: 'half',
      } as RequestInit);
      return adapterKit.readBody(request).catch((error: unknown) => error);
    },
  },
  'stripe-adapter': {
    stripeAdapter: async () => {
      const secret = secrets.webhookSecret;
      const adapter = stripe.stripeAdapter({ webhookSecret: secret });
      const handler = core.createWebhookHandler(adapter, failingSink);
      const headers = {
        'content-type': 'application/json',
        'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`,
      };
      const several = stripe.stripeAdapter({ webhookSecret: [secret, ''] });
      const written: unknown[] = [
        adapter,
        several,
        await handler(post('https://shop.example', headers, quoting)),
        // Proved, and what fails is the sink.
        await handler(signedRequest(stripePayment, { secret })),
      ];
      // Proved, and what fails is the look-up.
      for (const lookUps of refusingLookUps) {
        const looking = stripe.stripeAdapter({ webhookSecret: secret, stripe: lookUps });
        const route = core.createWebhookHandler(looking, failingSink);
        for (const payload of [stripePayment, thinPayment]) {
          const response = await route(signedRequest(payload, { secret }));
          expect(response.status).toBe(503);
          const failed = await Promise.resolve(looking.enrich?.(payload as never)).catch(
            (error: unknown) => error,
          );
          written.push(looking, response, failed);
        }
      }
      return written;
    },
    stripeToEvents: () => stripe.stripeToEvents(stripePayment).concat([]),
    stripeEventId: () => stripe.stripeEventId(`pi_1_secret_${secrets.token}`),
    backfillStripe: async () => {
      const events = {
        list: () => ({
          async *[Symbol.asyncIterator]() {
            yield stripePayment as never;
          },
        }),
      };
      const capi = core.createCapiClient({ ...config, fetch: refusing(quoting) });
      const options = { ...everything, stripe: { events }, since: new Date(), sink: capi };
      const steps: unknown[] = [];
      const onProgress = (step: unknown): void => void steps.push(step);
      const failed = refusingLookUps.map((lookUps) =>
        stripe
          .backfillStripe({ ...options, adapter: stripe.stripeAdapter({ stripe: lookUps }) })
          .catch((error: unknown) => error),
      );
      return [
        await stripe.backfillStripe({ ...options, onProgress }),
        steps,
        await Promise.all(failed),
      ];
    },
    stripeConnectHandler: async () => {
      const secret = secrets.webhookSecret;
      const capi = core.createCapiClient({ ...config, fetch: refusing(quoting) });
      const throwing = (): never => {
        throw new Error(quoting);
      };
      const written: unknown[] = [];
      for (const sinkOf of [() => capi, () => failingSink, () => undefined, throwing]) {
        const handler = stripe.stripeConnectHandler(sinkOf, { webhookSecret: secret });
        written.push(await handler(signedRequest(stripePayment, { secret })));
      }
      return written;
    },
    packClientReference: () => {
      const given = { ...everything, ...visitor };
      return [
        stripe.packClientReference(given),
        stripe.packClientReference({ ...given, consent: 'denied' }),
        stripe.packClientReference({ ...given, fbp: secrets.token, fbc: person.email }),
      ];
    },
    // Stripe shows metadata to everybody who has access to the account.
    withVisitor: () => {
      const full = Object.fromEntries([...Array(50).keys()].map((at) => [`key_${at}`, 'a']));
      const given = { ...everything, ...visitor };
      const include = ['ip', 'userAgent'] as const;
      return [
        stripe.withVisitor({ metadata: { order: '1' } }, given, { ...everything, include }),
        stripe.withVisitor({ metadata: full }, { ...given, consent: 'denied' }),
        stripe.withVisitor({ mode: 'subscription', metadata: full }, given),
      ];
    },
  },
  'activecampaign-adapter': {
    activeCampaignAdapter: async () => {
      const adapter = activeCampaign.activeCampaignAdapter({
        account: 'example',
        secret: secrets.urlSecret,
      });
      const handler = core.createWebhookHandler(adapter, failingSink);
      const short = activeCampaign.activeCampaignAdapter({ account: 'x', secret: ['short'] });
      return [
        adapter,
        short,
        await handler(post(acUrl, form, acBody)),
        await handler(post(`${acUrl}x`, form, acBody)),
        await handler(post(acUrl, {}, quoting)),
        await handler(post(acUrl, form, `${acBody}&contact[email]=x`)),
      ];
    },
    reconcileActiveCampaign: () =>
      activeCampaign
        .reconcileActiveCampaign({
          account: 'example',
          apiToken: secrets.apiToken,
          sink: failingSink,
          since: new Date(),
          fetch: async () => new Response(quoting, { status: 403 }),
        })
        .catch((error: unknown) => error),
  },
  'cognito-trigger': {
    createPostConfirmationHandler: async () => {
      const handler = cognito.createPostConfirmationHandler(failingSink, {
        readAttributes: () => Promise.reject(new Error(quoting)),
      });
      const context = { getRemainingTimeInMillis: () => 5000 };
      await handler(structuredClone(registration) as never, context);
      return 'It answers with the event that Cognito gave, and nothing else.';
    },
    parameterStoreToken: async () => {
      vi.stubEnv('AWS_SESSION_TOKEN', secrets.token);
      vi.stubEnv('PARAMETERS_SECRETS_EXTENSION_HTTP_PORT', '9');
      return cognito
        .parameterStoreToken('/shop/token')()
        .catch((error: unknown) => error);
    },
  },
  pixel: {
    pixelBaseCode: () =>
      pixel.pixelBaseCode({
        ...everything,
        ...env,
        pixelId: '1234567890',
        whenConsentUnknown: 'drop',
        advancedMatching: { ...everything, external_id: 'customer-1' },
      }),
  },
  sandbox: {
    createSandbox: async () => {
      const sandbox = sandboxPackage.createSandbox();
      await sandbox.fetch(...postOfEvents('https://graph.facebook.com'));
      return [sandbox.requests, sandbox.events];
    },
    startSandbox: async () => {
      const record = join(mkdtempSync(join(tmpdir(), 'canaries-')), 'record.jsonl');
      const server = await sandboxPackage.startSandbox({ record });
      await fetch(...postOfEvents(server.url));
      const shown = await Promise.all(
        [
          '/sandbox/requests',
          '/sandbox/requests/1',
          '/sandbox/recording',
          '/sandbox/events',
          '/',
        ].map(async (path) => (await fetch(server.url + path)).text()),
      );
      await server.close();
      return [...shown, readFileSync(record, 'utf8')];
    },
  },
};

/** What writes nothing that a caller gave it, or gives it to Meta's own library in the same page. */
const others: Readonly<Record<string, readonly string[]>> = {
  ...entryOthers,
  core: [
    'ConfigError',
    'generateEventId',
    // It returns the normalised value: that is what it is called for.
    'normalizeUserDataValue',
    'helpLink',
    'noteOnVersion',
    'summarize',
  ],
  'core/adapter': [
    'WebhookError',
    'holdsPersonalData',
    'isRetryableLater',
    'onceKey',
    'withTimeout',
  ],
  'stripe-adapter': ['majorUnits'],
  'activecampaign-adapter': ['activeCampaignEventId', 'activeCampaignToEvents'],
  'activecampaign-adapter/event-id': ['isTag', 'normalTag'],
  'cognito-trigger': ['cognitoEventId', 'cognitoToEvents'],
  pixel: [
    // It stores the answer, which is one word, whatever the consent tool returns.
    'followConsent',
    'grantConsent',
    'initPixel',
    'isPixelReady',
    'limitConsent',
    'readVisitor',
    // Its name and id are the page's own, which initPixel hands to Meta's library as well.
    'printPixelEvents',
    'relayEvent',
    'revokeConsent',
    'takeFromUrl',
    'trackCustomPixelEvent',
    'trackPixelEvent',
  ],
  sandbox: [],
};

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Every entry that is published, such as `core` and `core/adapter`, with what it exports. */
const entries: Readonly<Record<string, object>> = Object.fromEntries(
  await Promise.all(
    readdirSync(new URL('packages', root))
      .flatMap((folder) => {
        const manifest = JSON.parse(read(`packages/${folder}/package.json`)) as {
          exports: Record<string, unknown>;
        };
        return Object.keys(manifest.exports).map((path) => folder + path.slice(1));
      })
      .filter((entry) => !entry.endsWith('.json'))
      .map(async (entry) => [entry, (await import(`@meta-capi/${entry}`)) as object]),
  ),
);

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

// The commands of cli, which exports nothing, are in packages/cli/test/redaction.test.ts.
describe.each(Object.keys(entries))('%s', (name) => {
  test('every exported function has a case, or is known to write nothing', () => {
    const functionsOf = (entry: object = {}): [string, unknown][] =>
      Object.entries(entry).filter(([, value]) => typeof value === 'function');
    // A function of another entry has the case of that entry.
    const ofPackage = new Set(
      [name.split('/', 1)[0] ?? '', 'core'].flatMap((main) =>
        main === name ? [] : functionsOf(entries[main]).map(([, value]) => value),
      ),
    );
    const own = functionsOf(entries[name]).filter(([, value]) => !ofPackage.has(value));
    expect([...Object.keys(writers[name] ?? {}), ...(others[name] ?? [])].toSorted()).toEqual(
      own.map(([exported]) => exported).toSorted(),
    );
  });

  test.each(Object.entries(writers[name] ?? {}))('%s shows no secret', async (exported, run) => {
    const printed: unknown[] = [];
    for (const method of ['debug', 'error', 'info', 'log', 'warn'] as const) {
      vi.spyOn(console, method).mockImplementation((...given) => void printed.push(...given));
    }
    const written = await run();
    const shown = [...printed, ...[written].flat(), written].map(textOf).join('\n');
    expect(shown.length).toBeGreaterThan(2);
    const canaries = showsPerson.has(exported)
      ? Object.values(secrets)
      : [...Object.values(secrets), ...Object.values(person)];
    const found = canaries.filter((canary) => shown.includes(canary));
    expect(found).toEqual([]);
  });
});

/** They give the caller back the person that the payload is about, hashed later on. */
const showsPerson: ReadonlySet<string> = new Set(['explain', 'stripeToEvents']);

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const error =
    value instanceof Error ? `${value.message}\n${value.stack}\n${inspect(value.cause)}` : '';
  return `${inspect(value, { depth: 10, showHidden: true })}\n${jsonOf(value)}\n${error}`;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

function thrown(work: () => unknown): unknown {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return error;
  }
}

function postOfEvents(origin: string): [string, RequestInit] {
  const body = JSON.stringify({
    data: [],
    access_token: secrets.token,
    appsecret_proof: secrets.token,
  });
  return [
    `${origin}/v25.0/1234567890/events?access_token=${secrets.token}`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${secrets.token}`,
        cookie: `session=${secrets.token}`,
      },
      body,
    },
  ];
}
