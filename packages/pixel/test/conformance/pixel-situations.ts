import type { Consent } from '@meta-capi/core';
import type { Page } from 'playwright-core';
import type * as pixelModule from '../../src/index.ts';
import { type PixelOptions, pixelBaseCode } from '../../src/index.ts';
import { documentedPolicy } from '../documented-policy.ts';
import { pixelBundle } from '../pixel-bundle.ts';
import type { Situation } from './situation.ts';
import { type PageOptions, type Stage, shop } from './stage.ts';

declare const pixel: typeof pixelModule;

const id = '1234567890';
const drop: PixelOptions = { pixelId: id, whenConsentUnknown: 'drop' };
const send: PixelOptions = { pixelId: id, whenConsentUnknown: 'send' };
const inUsa: PixelOptions = { ...send, dataProcessingOptionsCountry: 1 };
const bundle = await pixelBundle();

/** What this package and Meta's library do together. The numbers are the points of the issue. */
export const pixelSituations: readonly Situation[] = [
  row(
    '1: drop, then a grant on the page: PageView and every later event, once',
    [[], [false, true, false], ['PageView dpo=', 'Lead lead-1 dpo=']],
    async (stage) => {
      const page = await load(stage, drop);
      const before = [...stage.sent()];
      const answers = [await lead(page)];
      await answer(page, 'granted');
      await stage.settle();
      answers.push(await lead(page), await lead(page));
      return [before, answers, await settled(stage)];
    },
  ),
  row(
    '1: a grant while the library is still loading',
    [
      [true, false, false],
      ['PageView dpo=', 'Lead lead-1 dpo='],
    ],
    async (stage) => {
      stage.library = 'held';
      const page = await load(stage, drop);
      const answers = [await answer(page, 'granted'), await lead(page), await lead(page)];
      stage.release();
      return [answers, await settled(stage)];
    },
  ),
  row(
    '1: a grant, a refusal and a grant while the library is still loading',
    [['PageView dpo=', 'Lead lead-2 dpo=']],
    async (stage) => {
      stage.library = 'held';
      const page = await load(stage, drop);
      await answer(page, 'granted');
      await lead(page);
      await answer(page, 'denied');
      await answer(page, 'granted');
      await lead(page, 'lead-2');
      stage.release();
      return [await settled(stage)];
    },
  ),
  row(
    '1: send, then limited before the library loads: nothing without LDU',
    ['PageView LDU/1/0', 'Lead lead-1 LDU/1/0'],
    async (stage) => {
      stage.library = 'held';
      const page = await load(stage, inUsa);
      await lead(page);
      await answer(page, 'limited');
      stage.release();
      return settled(stage);
    },
  ),
  row(
    '1: send, then limited while the configuration loads: nothing without LDU',
    ['PageView LDU/1/0', 'Contact LDU/1/0', 'Lead lead-1 LDU/1/0'],
    async (stage) => {
      stage.config = 'held';
      const page = await load(stage, inUsa);
      await fbq(page, 'track', 'Contact');
      await lead(page);
      await answer(page, 'limited');
      stage.release();
      return settled(stage);
    },
  ),
  row(
    '1: limited after the library has loaded, then granted',
    ['PageView dpo=', 'Lead lead-1 LDU/1/0', 'Lead lead-2 dpo='],
    async (stage) => {
      const page = await load(stage, inUsa);
      await answer(page, 'limited');
      await lead(page);
      await answer(page, 'granted');
      await lead(page, 'lead-2');
      return settled(stage);
    },
  ),

  row('2: limited in California: state 1000', ['PageView LDU/1/1000'], async (stage) =>
    sentWith(stage, { ...inUsa, consent: 'limited', dataProcessingOptionsState: 1000 }),
  ),
  row('2: limited in Colorado (1001): state 0', ['PageView LDU/1/0'], async (stage) =>
    sentWith(stage, { ...inUsa, consent: 'limited', dataProcessingOptionsState: 1001 }),
  ),
  row(
    '3: limited in Virginia, which Meta does not cover: nothing is sent',
    [[], false],
    async (stage) => {
      const page = await load(stage, {
        ...inUsa,
        consent: 'limited',
        advancedMatching: { st: 'VA' },
      });
      return [stage.sent(), await lead(page)];
    },
  ),
  row(
    '3: limited in Texas, and in a state that is not known: LDU',
    [['PageView LDU/1/0'], ['PageView LDU/1/0']],
    async (stage) => {
      const texas = await sentWith(stage, {
        ...inUsa,
        consent: 'limited',
        advancedMatching: { st: 'tx' },
      });
      return [texas, (await sentWith(stage, { ...inUsa, consent: 'limited' })).slice(1)];
    },
  ),
  row('3: limited outside the USA: nothing is sent', [], async (stage) =>
    sentWith(stage, { ...send, consent: 'limited' }),
  ),

  ...(['blocked', 'error 503', 'empty', 'held'] as const).map((config) =>
    row(
      `4: the configuration is ${config}: false, nothing is remembered, the next page sends`,
      [
        [false, false, null, []],
        [true, ['PageView dpo=', 'Lead lead-1 dpo=']],
      ],
      async (stage) => {
        stage.config = config;
        const page = await load(stage, send);
        const first = [
          await isReady(page),
          await lead(page),
          await remembered(page),
          await settled(stage),
        ];
        await page.goto('about:blank');
        stage.release();
        const held = [...stage.sent()];
        const next = await load(stage, send);
        const answered = await lead(next);
        return [first, [answered, (await settled(stage)).slice(held.length)]];
      },
    ),
  ),
  row(
    '4: a blocker: no request, or a script that does nothing',
    [[false, false, null], [false, false, null], []],
    async (stage) => {
      const observed: unknown[] = [];
      for (const library of ['blocked', 'no-op'] as const) {
        stage.library = library;
        const page = await load(stage, send);
        observed.push([await isReady(page), await lead(page), await remembered(page)]);
      }
      return [...observed, stage.sent()];
    },
  ),
  row(
    '4: the configuration is late: sent and remembered once it has loaded',
    [[false, false], ['PageView dpo=', 'Lead lead-1 dpo='], true, false],
    async (stage) => {
      stage.config = 'held';
      const page = await load(stage, send);
      const before = [await isReady(page), await lead(page)];
      stage.release();
      const sent = await settled(stage);
      return [before, sent, await isReady(page), await lead(page)];
    },
  ),

  row(
    '5: withdrawn by function: cookies and click ids are removed, own fbq() calls are dropped',
    [['PageView dpo='], { meta_consent: 'denied' }, [], ['PageView dpo=']],
    async (stage) => {
      const page = await load(stage, drop, { path: '/?fbclid=IwAR2F4' }, 'granted');
      const before = await settled(stage);
      await answer(page, 'denied');
      await fbq(page, 'track', 'Contact');
      await lead(page);
      await stage.settle();
      const kept = [await stage.cookies(), await metaKeys(page)];
      await answer(page, 'granted');
      return [before, ...kept, await settled(stage)];
    },
  ),
  row(
    '5: withdrawn by the consent option: a stale grant is removed, too',
    [['PageView dpo='], {}, [], ['PageView dpo=']],
    async (stage) => {
      const page = await load(stage, drop, { path: '/?fbclid=IwAR2F4' }, 'granted');
      const before = await settled(stage);
      await page.evaluate((options) => pixel.initPixel({ ...options, consent: 'denied' }), drop);
      await fbq(page, 'track', 'Contact');
      return [before, await stage.cookies(), await metaKeys(page), await settled(stage)];
    },
  ),
  row(
    '5: withdrawn in another tab: this one sends nothing, its own fbq() calls included',
    [2, 2, { meta_consent: 'denied' }, []],
    async (stage) => {
      const page = await load(stage, drop, {}, 'granted');
      const other = await load(stage, drop);
      const before = (await settled(stage)).length;
      await answer(other, 'denied');
      await fbq(page, 'track', 'Contact');
      await fbq(page, 'trackCustom', 'QuizDone');
      await lead(page);
      await page.evaluate(() => history.pushState({}, '', '/next'));
      return [before, (await settled(stage)).length, await stage.cookies(), await metaKeys(page)];
    },
  ),
  row(
    '5: withdrawn by a cookie from the server: noticed without any call',
    [['PageView dpo='], { meta_consent: 'denied' }, [], ['PageView dpo=']],
    async (stage) => {
      const page = await load(stage, drop, { path: '/?fbclid=IwAR2F4' }, 'granted');
      const before = await settled(stage);
      await page.evaluate(async () => {
        await fetch('/refuse');
      });
      await stage.settle();
      const kept = [await stage.cookies(), await metaKeys(page)];
      await page.evaluate(() => Object(window).fbq.callMethod('track', 'Contact'));
      return [before, ...kept, await settled(stage)];
    },
  ),
  row(
    '5: withdrawn on another page, then restored from the back/forward cache',
    [true, ['/', '/elsewhere'], { meta_consent: 'denied' }],
    async (stage) => {
      const page = await load(stage, drop, {}, 'granted');
      await page.evaluate(() => Object.assign(window, { kept: true }));
      await page.goto(`${shop}/elsewhere`);
      await stage.settle();
      await answer(page, 'denied');
      await page.goBack({ waitUntil: 'commit' });
      const kept = await page.evaluate(() => 'kept' in window);
      await fbq(page, 'track', 'Contact');
      await stage.settle();
      const paths = stage.hits().map(({ fields }) => new URL(fields['dl'] ?? '').pathname);
      return [kept, paths, await stage.cookies()];
    },
  ),
  row(
    '5: refused, restored from the back/forward cache, then granted: no PageView of the refusal',
    [['PageView dpo='], ['PageView dpo=', 'Lead lead-1 dpo=']],
    async (stage) => {
      const page = await load(stage, drop, {}, 'granted');
      await answer(page, 'denied');
      stage.serve({});
      await page.goto(`${shop}/elsewhere`);
      await page.goBack({ waitUntil: 'commit' });
      const before = await settled(stage);
      await page.evaluate(() => Object.assign(pixel, { back: true }));
      await answer(page, 'granted');
      await stage.settle();
      await lead(page);
      return [
        before,
        (await settled(stage)).filter((each, index) => index === 0 || !each.startsWith('PageView')),
      ];
    },
  ),
  row(
    '5: restored from the back/forward cache while granted: one PageView, by the library',
    ['PageView dpo=', 'PageView dpo='],
    async (stage) => {
      const page = await load(stage, drop, {}, 'granted');
      stage.serve({});
      await page.goto(`${shop}/elsewhere`);
      await page.goBack({ waitUntil: 'commit' });
      return settled(stage);
    },
  ),

  row(
    '6: an http page refuses, where a Secure grant stands: the https page sends nothing',
    [false, [], 'denied'],
    async (stage) => {
      await setCookie(stage, 'granted');
      const plain = await load(stage, send, { origin: 'http://shop.example.com' });
      await answer(plain, 'denied');
      await stage.settle();
      const before = stage.sent().length;
      const page = await load(stage, send);
      return [
        await lead(page),
        (await settled(stage)).slice(before),
        await page.evaluate(() => pixel.readVisitor().consent),
      ];
    },
  ),
  row('6: a grant on https ends such a refusal', [['PageView dpo=']], async (stage) => {
    await setCookie(stage, 'granted');
    const plain = await load(stage, drop, { origin: 'http://shop.example.com' });
    await answer(plain, 'denied');
    const page = await load(stage, drop);
    await answer(page, 'granted');
    return [await settled(stage)];
  }),
  row(
    '6: a frame of another site that can store nothing: a refusal holds',
    [[false, false], []],
    async (stage) => {
      const page = await load(stage, send, { policy: 'sandbox allow-scripts' });
      await answer(page, 'denied');
      return [[await isReady(page), await lead(page)], await settled(stage)];
    },
  ),
  row(
    '6: such a frame that follows a consent tool: its refusal holds, and so does one by revokeConsent',
    [[false, false], [false, false], []],
    async (stage) => {
      const observed: unknown[] = [];
      for (const place of ['tool', 'page'] as const) {
        const page = await load(stage, send, { policy: 'sandbox allow-scripts' });
        await page.evaluate((each) => {
          const tool: { answer: Consent; listeners: (() => void)[] } = {
            answer: 'granted',
            listeners: [],
          };
          pixel.followConsent({
            name: 'tool',
            read: () => tool.answer,
            subscribe: (onChange) => tool.listeners.push(onChange),
          });
          if (each === 'page') pixel.revokeConsent();
          else tool.answer = 'denied';
          for (const listener of tool.listeners) listener();
        }, place);
        observed.push([await isReady(page), await lead(page)]);
      }
      return [...observed, await settled(stage)];
    },
  ),
  row(
    '6: Safari has deleted the cookie of a refusal: it is written again, nothing is sent',
    [false, [], { meta_consent: 'denied' }],
    async (stage) => {
      const first = await load(stage, drop);
      await answer(first, 'denied');
      await stage.context.clearCookies();
      const page = await load(stage, send);
      return [await lead(page), await settled(stage), await stage.cookies()];
    },
  ),
  row(
    '6: … and an older grant of the consent tool does not end it',
    [false, [], { meta_consent: 'denied' }],
    async (stage) => {
      const follow = (page: Page): Promise<boolean> =>
        page.evaluate(() =>
          pixel.followConsent({ name: 'tool', read: () => 'granted', subscribe: () => {} }),
        );
      stage.library = 'held';
      const first = await load(stage, drop);
      await follow(first);
      await answer(first, 'denied');
      await first.close();
      await stage.context.clearCookies();
      stage.release();
      const page = await load(stage, drop);
      await follow(page);
      return [await lead(page), await settled(stage), await stage.cookies()];
    },
  ),
  row(
    '6: a cookie that says granted beside one that says denied: nothing is sent',
    [],
    async (stage) => {
      await setCookie(stage, 'granted');
      await stage.context.addCookies([
        {
          name: 'meta_consent',
          value: 'denied',
          domain: 'shop.example.com',
          path: '/',
          secure: true,
        },
      ]);
      return sentWith(stage, send);
    },
  ),
  row(
    '6: Global Privacy Control restricts a grant: nothing outside the USA, LDU inside',
    [[], ['PageView LDU/1/0']],
    async (stage) => {
      await stage.context.addInitScript('navigator.globalPrivacyControl = true');
      await setCookie(stage, 'granted');
      const outside = await sentWith(stage, send);
      return [outside, await sentWith(stage, inUsa)];
    },
  ),

  row(
    '7: takeFromUrl: dl has no secret, the value is there',
    [{ payment_intent_client_secret: 'pi_1_secret_2' }, `${shop}/thanks?utm_source=mail`],
    async (stage) => {
      const page = await load(
        stage,
        {},
        {
          path: '/thanks?payment_intent_client_secret=pi_1_secret_2&utm_source=mail#email=ann%40example.com',
          body: `<script>window.taken = pixel.takeFromUrl(['payment_intent_client_secret', 'email']); delete window.taken.email;
        pixel.initPixel(${JSON.stringify(send)})</script>`,
        },
      );
      return [
        await page.evaluate(() => Object(window).taken as unknown),
        stage.hits()[0]?.fields['dl'],
      ];
    },
  ),
  row('7: takeFromUrl: the next page’s rl has no secret', `${shop}/reset`, async (stage) => {
    const body = `<a href="/next">Next</a><script>pixel.takeFromUrl(['token']); pixel.initPixel(${JSON.stringify(send)})</script>`;
    const page = await load(stage, {}, { path: '/reset?token=secret', body });
    await page.getByRole('link').click();
    await stage.settle();
    return stage.hits().at(-1)?.fields['rl'];
  }),
  row(
    '7: Referrer-Policy: strict-origin keeps the referrer’s query from Meta',
    `${shop}/`,
    async (stage) => {
      const page = await load(stage, send, {
        path: '/reset?token=secret',
        referrerPolicy: 'strict-origin',
        body: '<a href="/next">Next</a>',
      });
      await page.getByRole('link').click();
      await stage.settle();
      return stage.hits().at(-1)?.fields['rl'];
    },
  ),

  row(
    '8: the documented Content Security Policy with Trusted Types: everything is sent',
    [true, ['PageView dpo=', 'Lead lead-1 dpo=', 'Contact c-1 dpo='], []],
    async (stage) => {
      const page = await load(stage, send, { policy: documentedPolicy('r4nd0m'), nonce: 'r4nd0m' });
      await lead(page);
      await page.evaluate(() =>
        pixel.trackPixelEvent('Contact', { content_name: 'a'.repeat(3000) }, 'c-1'),
      );
      const sent = await settled(stage);
      return [
        await isReady(page),
        sent,
        stage.console.filter((line) => /'https:\/\/\w+\.facebook.*violates/.test(line)),
      ];
    },
  ),

  row(
    '9: a second initPixel with another id: reported, false, and true for nothing',
    [false, false, ['PageView dpo='], true],
    async (stage) => {
      const page = await load(stage, send);
      const second = await page.evaluate(
        (options) => pixel.initPixel({ ...options, pixelId: '2' }),
        send,
      );
      const tracked = await page.evaluate(() =>
        pixel.trackPixelEvent('Lead', {}, 'lead-1', { pixelId: '2' }),
      );
      return [
        second,
        tracked,
        await settled(stage),
        stage.console.some((line) => line.includes('pixelId: use one per page')),
      ];
    },
  ),
  row(
    '9: Meta’s own base code after ours: none before consent, one PageView',
    [[], ['PageView dpo=']],
    async (stage) => {
      const page = await load(stage, drop, { body: metaSnippet });
      const before = [...stage.sent()];
      await answer(page, 'granted');
      return [before, await settled(stage)];
    },
  ),
  row(
    '9: Meta’s own base code after ours, consent given before: one PageView',
    ['PageView dpo='],
    async (stage) => {
      await load(stage, drop, { body: metaSnippet }, 'granted');
      return settled(stage);
    },
  ),
  row(
    '9: Meta’s own base code before ours: none before consent, one PageView, a warning',
    [[], ['PageView dpo='], true],
    async (stage) => {
      stage.library = 'held';
      const page = await load(stage, drop, { head: metaSnippet });
      stage.release();
      const before = await settled(stage);
      await answer(page, 'granted');
      return [
        before,
        await settled(stage),
        stage.console.some((line) => line.includes('the other base code')),
      ];
    },
  ),
  row(
    '9: another base code that keeps its calls as objects with a length: its LDU and revoke count',
    [['PageView LDU/0/0'], false, ['PageView LDU/0/0']],
    async (stage) => {
      stage.library = 'held';
      const page = await load(stage, send, { head: objectSnippet });
      stage.release();
      const before = await settled(stage);
      await fbq(page, 'consent', 'revoke');
      return [before, await lead(page), await settled(stage)];
    },
  ),
  row(
    '9: another base code before ours, no consent: no PageView on navigation',
    [],
    async (stage) => {
      stage.library = 'held';
      const page = await load(stage, drop, { head: metaSnippet });
      await page.evaluate(() => history.pushState({}, '', '/next'));
      stage.release();
      return settled(stage);
    },
  ),
  row(
    '9: a second pixel of another base code keeps its PageView',
    ['1234567890 PageView', '2 PageView'],
    async (stage) => {
      await load(stage, send, { body: metaSnippet.replaceAll(id, '2') });
      await stage.settle();
      return stage
        .hits()
        .map(({ fields }) => `${fields['id']} ${fields['ev']}`)
        .sort();
    },
  ),

  row(
    '9: the page’s own consent revoke: false and nothing is sent until its own grant',
    [[false, false], ['PageView dpo='], [true, true], ['PageView dpo=', 'Lead lead-2 dpo=']],
    async (stage) => {
      const page = await load(stage, send);
      await fbq(page, 'consent', 'revoke');
      await answer(page, 'granted');
      const locked = [await isReady(page), await lead(page)];
      const before = await settled(stage);
      await fbq(page, 'consent', 'grant');
      const open = [await isReady(page), await lead(page, 'lead-2')];
      return [locked, before, open, await settled(stage)];
    },
  ),
  row(
    '9: the page’s own consent grant allows no more than the visitor',
    [false, []],
    async (stage) => {
      const page = await load(stage, drop, {}, 'denied');
      await fbq(page, 'consent', 'grant');
      return [await lead(page), await settled(stage)];
    },
  ),
  row(
    '9: the page’s own LDU while the library loads: nothing without LDU, also after a grant',
    ['PageView LDU/0/0', 'Lead lead-1 LDU/0/0', 'Lead lead-2 LDU/0/0'],
    async (stage) => {
      stage.library = 'held';
      const page = await load(stage, send);
      await lead(page);
      await fbq(page, 'dataProcessingOptions', ['LDU'], 0, 0);
      stage.release();
      await stage.settle();
      await answer(page, 'granted');
      await lead(page, 'lead-2');
      return settled(stage);
    },
  ),
  row(
    '9: the page’s own LDU with a state that the library refuses: LDU all the same, until it ends',
    ['PageView dpo=', 'Lead lead-1 LDU/1/0', 'Lead lead-2 dpo='],
    async (stage) => {
      const page = await load(stage, send);
      await fbq(page, 'dataProcessingOptions', ['LDU'], 1, 1001);
      await lead(page);
      await fbq(page, 'dataProcessingOptions', []);
      await lead(page, 'lead-2');
      return settled(stage);
    },
  ),
  row(
    '9: consent revoke past ours (callMethod): false for an event that the library holds',
    [false, ['PageView dpo=']],
    async (stage) => {
      const page = await load(stage, send);
      await page.evaluate(() => Object(window).fbq.callMethod('consent', 'revoke'));
      return [await lead(page), await settled(stage)];
    },
  ),

  row(
    '10: an e-mail address in customData is not sent',
    [['Lead lead-1 dpo='], false, 'Shoes', true],
    async (stage) => {
      const page = await load(stage, send);
      await page.evaluate(() =>
        pixel.trackPixelEvent(
          'Lead',
          { content_name: 'ann@example.com', content_category: 'Shoes' },
          'lead-1',
        ),
      );
      await stage.settle();
      const hit = stage.hits()[1]?.fields ?? {};
      return [
        stage.sent().slice(1),
        JSON.stringify(stage.hits()).includes('example.com%22'),
        hit['cd[content_category]'],
        hit['cd[content_name]'] === undefined,
      ];
    },
  ),
  row(
    '11: ids that are no ids: false, one line each, nothing is sent',
    [[false, false, false, false, false], 5, ['PageView dpo=']],
    async (stage) => {
      const page = await load(stage, send);
      const answers = [];
      for (const bad of ['undefined', 'null', 'NaN', '[object Object]', ''])
        answers.push(await lead(page, bad));
      return [
        answers,
        stage.console.filter((line) => line.includes('eventId')).length,
        await settled(stage),
      ];
    },
  ),
  row(
    '11: debug prints what is sent, what is held back, and why',
    [true, true, true],
    async (stage) => {
      const page = await load(
        stage,
        {},
        {
          body: `<script>pixel.initPixel({ ...${JSON.stringify(drop)}, debug: pixel.printPixelEvents })</script>`,
        },
      );
      await lead(page);
      await answer(page, 'granted');
      await stage.settle();
      await lead(page, 'lead-2');
      const has = (text: string): boolean => stage.console.some((line) => line.includes(text));
      return [
        has('Lead (lead-1) not sent: the visitor has not answered.'),
        has('PageView waits'),
        has('Lead (lead-2) sent: passed'),
      ];
    },
  ),
  row('12: offline: a relayed event returns false, online true', [false, true], async (stage) => {
    const page = await load(stage, send);
    await stage.context.setOffline(true);
    const offline = await page.evaluate(() => pixel.relayEvent('/api/meta', 'Lead', {}, 'lead-1'));
    await stage.context.setOffline(false);
    return [
      offline,
      await page.evaluate(() => pixel.relayEvent('/api/meta', 'Lead', {}, 'lead-1')),
    ];
  }),
];

interface LoadOptions extends PageOptions {
  readonly path?: string;
  readonly nonce?: string;
  /** Markup before the Pixel's. */
  readonly head?: string;
}

// What a tag manager adds: Meta's own base code, with an init and a PageView.
const metaSnippet = `<script>
if (!window.fbq) {
  const fbq = function () {
    if (fbq.callMethod) fbq.callMethod.apply(fbq, arguments);
    else fbq.queue.push(arguments);
  };
  Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [] });
  window.fbq = fbq;
  window._fbq = fbq;
  const script = document.createElement('script');
  script.async = true;
  script.src = 'https://connect.facebook.net/en_US/fbevents.js';
  document.head.append(script);
}
fbq('init', '${id}');
fbq('track', 'PageView');
</script>`;

// The same from a program that keeps plain objects in the queue.
const objectSnippet = metaSnippet
  .replace(
    'fbq.queue.push(arguments)',
    'fbq.queue.push(Object.assign({ length: arguments.length }, arguments))',
  )
  .replace("fbq('init'", "fbq('dataProcessingOptions', ['LDU'], 0, 0);\nfbq('init'");

function row(name: string, expected: unknown, observe: Situation['observe']): Situation {
  return { name, subject: 'pixel', expected, observe };
}

/** Opens a page with the Pixel, and waits until it is quiet. Without options its body starts it. */
async function load(
  stage: Stage,
  options: PixelOptions | Record<string, never>,
  { path = '/', nonce, head = '', body = '', ...page }: LoadOptions = {},
  consent?: Answer,
): Promise<Page> {
  if (consent !== undefined) await setCookie(stage, consent);
  const attribute = nonce === undefined ? '' : ` nonce="${nonce}"`;
  const start =
    'pixelId' in options
      ? `<script${attribute}>${pixelBaseCode(options as PixelOptions)}</script>`
      : '';
  const tab = await stage.open(path, {
    ...page,
    body: `${head}${start}<script${attribute}>${bundle}</script>${body}`,
  });
  await stage.settle();
  return tab;
}

type Answer = Exclude<Consent, 'unknown' | 'unreadable'>;

async function setCookie(stage: Stage, value: Answer): Promise<void> {
  await stage.context.addCookies([
    {
      name: 'meta_consent',
      value,
      domain: '.example.com',
      path: '/',
      secure: true,
      sameSite: 'Lax',
    },
  ]);
}

async function sentWith(stage: Stage, options: PixelOptions): Promise<readonly string[]> {
  await load(stage, options);
  return settled(stage);
}

async function settled(stage: Stage): Promise<readonly string[]> {
  await stage.settle();
  return [...stage.sent()];
}

function lead(page: Page, eventId = 'lead-1'): Promise<boolean> {
  return page.evaluate((each) => pixel.trackPixelEvent('Lead', {}, each), eventId);
}

function isReady(page: Page): Promise<boolean> {
  return page.evaluate(() => pixel.isPixelReady());
}

function answer(page: Page, consent: Answer): Promise<unknown> {
  return page.evaluate((each) => {
    if (each === 'granted') return pixel.grantConsent();
    return each === 'limited' ? pixel.limitConsent() : pixel.revokeConsent();
  }, consent);
}

/** A call of the site's own. */
function fbq(page: Page, ...call: unknown[]): Promise<void> {
  return page.evaluate((each) => Object(window).fbq(...each), call);
}

function remembered(page: Page): Promise<string | null> {
  return page.evaluate(() => localStorage.getItem('meta_tracked'));
}

/** What is left in the browser's storage of a visitor's clicks and conversions. */
function metaKeys(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Object.keys(localStorage).filter((key) => ['multiFbc', 'meta_tracked'].includes(key)),
  );
}
