import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { metaBaseCode } from './base-code.ts';
import type { Situation } from './situation.ts';
import { type PageOptions, type Stage, shop } from './stage.ts';

const id = '1234567890';
const off = `fbq('set', 'autoConfig', false, '${id}');`;
const init = `${off} fbq('init', '${id}');`;
const lead = `fbq('track', 'Lead', {}, { eventID: 'lead-1' });`;

/** What Meta's library does, without this package: the stand-in has to do the same. */
export const librarySituations: readonly Situation[] = [
  row('track: PageView and an event with its eventID', ['PageView', 'Lead lead-1'], async (stage) =>
    sentBy(stage, `${init} fbq('track', 'PageView'); ${lead}`),
  ),
  row('init twice: each event is sent once', ['Lead lead-1'], async (stage) =>
    sentBy(stage, `${init} fbq('init', '${id}'); ${lead}`),
  ),
  row(
    'track sends to every pixel, trackSingle to one',
    ['1 Lead', '2 Lead', '2 Contact'],
    async (stage) => {
      await load(
        stage,
        `fbq('set', 'autoConfig', false, '1'); fbq('set', 'autoConfig', false, '2');
      fbq('init', '1'); fbq('init', '2'); fbq('track', 'Lead'); fbq('trackSingle', '2', 'Contact');`,
      );
      return stage.hits().map(({ fields }) => `${fields['id']} ${fields['ev']}`);
    },
  ),
  row('trackSingle to a pixel without init sends nothing', [], async (stage) =>
    sentBy(stage, `${init} fbq('trackSingle', '2', 'Lead');`),
  ),
  row('an id that is not text is sent as text', ['Lead 7'], async (stage) =>
    sentBy(stage, `${init} fbq('track', 'Lead', {}, { eventID: 7 });`),
  ),
  row(
    'an event name of your own, through track and trackCustom',
    ['QuizDone', 'QuizDone'],
    async (stage) =>
      sentBy(stage, `${init} fbq('track', 'QuizDone'); fbq('trackCustom', 'QuizDone');`),
  ),

  row(
    'consent revoke, init, event, consent grant in the queue: never sent',
    [[], 4],
    async (stage) => {
      const page = await load(
        stage,
        `fbq('consent', 'revoke'); ${init} ${lead} fbq('consent', 'grant');`,
      );
      return [await settled(stage), await queueLength(page)];
    },
  ),
  row('… until something outside the queue grants', ['Lead lead-1'], async (stage) => {
    const page = await load(
      stage,
      `fbq('consent', 'revoke'); ${init} ${lead} fbq('consent', 'grant');`,
    );
    await call(page, 'consent', 'grant');
    return settled(stage);
  }),
  row(
    'events while consent is revoked are sent with the grant',
    [['PageView'], ['PageView', 'Lead lead-1']],
    async (stage) => {
      const page = await load(stage, `${init} fbq('track', 'PageView');`);
      await call(page, 'consent', 'revoke');
      await call(page, 'track', 'Lead', {}, { eventID: 'lead-1' });
      const before = await settled(stage);
      await call(page, 'consent', 'grant');
      return [before, await settled(stage)];
    },
  ),
  row('Global Privacy Control alone changes nothing', ['Lead lead-1'], async (stage) => {
    await stage.context.addInitScript('navigator.globalPrivacyControl = true');
    return sentBy(stage, `${init} ${lead}`);
  }),

  ...(['blocked', 'error 503', 'empty'] as const).map((answer) =>
    row(
      `the pixel's configuration is ${answer}: callMethod exists, nothing is sent`,
      [[], true, true],
      async (stage) => {
        stage.config = answer;
        const page = await load(stage, `${init} ${lead}`);
        await call(page, 'track', 'Contact');
        return [await settled(stage), await hasCallMethod(page), (await queueLength(page)) > 0];
      },
    ),
  ),
  row(
    'the configuration is late: events wait for it',
    [[], ['Lead lead-1', 'Contact']],
    async (stage) => {
      stage.config = 'held';
      const page = await load(stage, `${init} ${lead}`);
      await call(page, 'track', 'Contact');
      const before = await settled(stage);
      stage.release();
      return [before, await settled(stage)];
    },
  ),
  row(
    'the configuration is late and consent is revoked meanwhile',
    [[], ['Lead lead-1']],
    async (stage) => {
      stage.config = 'held';
      const page = await load(stage, `${init} ${lead}`);
      await call(page, 'consent', 'revoke');
      stage.release();
      const before = await settled(stage);
      await call(page, 'consent', 'grant');
      return [before, await settled(stage)];
    },
  ),

  row('dataProcessingOptions LDU, 1, 1000', ['Lead lead-1 LDU/1/1000'], async (stage) =>
    sentBy(stage, `fbq('dataProcessingOptions', ['LDU'], 1, 1000); ${init} ${lead}`),
  ),
  row('dataProcessingOptions LDU, 0, 0', ['Lead lead-1 LDU/0/0'], async (stage) =>
    sentBy(stage, `fbq('dataProcessingOptions', ['LDU'], 0, 0); ${init} ${lead}`),
  ),
  row(
    'dataProcessingOptions LDU, 1, 1001 is ignored: the event is not limited',
    ['Lead lead-1'],
    async (stage) =>
      sentBy(stage, `fbq('dataProcessingOptions', ['LDU'], 1, 1001); ${init} ${lead}`),
  ),
  row(
    'dataProcessingOptions [], then LDU, 1, 1005: explicitly not limited',
    ['Lead lead-1 dpo='],
    async (stage) =>
      sentBy(
        stage,
        `fbq('dataProcessingOptions', []); fbq('dataProcessingOptions', ['LDU'], 1, 1005); ${init} ${lead}`,
      ),
  ),
  row(
    'dataProcessingOptions behind an event in the queue does not limit it',
    ['Lead lead-1', 'Contact LDU/1/0'],
    async (stage) =>
      sentBy(
        stage,
        `${init} ${lead} fbq('dataProcessingOptions', ['LDU'], 1, 0); fbq('track', 'Contact');`,
      ),
  ),
  row(
    'dataProcessingOptions as text, country 2 or four arguments',
    ['Lead', 'Contact', 'Search LDU/1/0'],
    async (stage) =>
      sentBy(
        stage,
        `${init} fbq('dataProcessingOptions', ['LDU'], '1', '1000'); fbq('track', 'Lead');
      fbq('dataProcessingOptions', ['LDU'], 2, 0); fbq('track', 'Contact');
      fbq('dataProcessingOptions', ['LDU'], 1, 0, 0); fbq('track', 'Search');`,
      ),
  ),

  row(
    'PageView: track once, trackSingle always',
    ['PageView', 'PageView', 'PageView'],
    async (stage) =>
      sentBy(
        stage,
        `${init} fbq('track', 'PageView'); fbq('track', 'PageView');
      fbq('trackSingle', '${id}', 'PageView'); fbq('trackSingle', '${id}', 'PageView');`,
      ),
  ),
  row('PageView with allowDuplicatePageViews', ['PageView', 'PageView'], async (stage) =>
    sentBy(
      stage,
      `fbq.allowDuplicatePageViews = true; ${init} fbq('track', 'PageView'); fbq('track', 'PageView');`,
    ),
  ),
  row('pushState: a PageView by the library itself', ['PageView', 'PageView'], async (stage) => {
    const page = await load(stage, `${init} fbq('track', 'PageView');`);
    await page.evaluate(() => history.pushState({}, '', '/next'));
    return settled(stage);
  }),
  row('pushState with disablePushState', ['PageView'], async (stage) => {
    const page = await load(
      stage,
      `fbq.disablePushState = true; ${init} fbq('track', 'PageView');`,
    );
    await page.evaluate(() => history.pushState({}, '', '/next'));
    return settled(stage);
  }),
  row(
    'restored from the back/forward cache: a PageView in spite of disablePushState',
    [true, ['PageView', 'PageView']],
    async (stage) => {
      const page = await load(
        stage,
        `fbq.disablePushState = true; ${init} fbq('track', 'PageView');`,
      );
      return [await leaveAndReturn(stage, page), await settled(stage)];
    },
  ),
  row(
    '… which waits while consent is revoked, and is a duplicate after the grant',
    [['PageView'], ['PageView']],
    async (stage) => {
      const page = await load(
        stage,
        `fbq.disablePushState = true; ${init} fbq('track', 'PageView');`,
      );
      await call(page, 'consent', 'revoke');
      await leaveAndReturn(stage, page);
      const before = await settled(stage);
      await call(page, 'consent', 'grant');
      return [before, await settled(stage)];
    },
  ),
  row(
    '… and is sent after the grant with allowDuplicatePageViews',
    [['PageView'], ['PageView', 'PageView']],
    async (stage) => {
      const page = await load(
        stage,
        `fbq.disablePushState = true; fbq.allowDuplicatePageViews = true; ${init} fbq('track', 'PageView');`,
      );
      await call(page, 'consent', 'revoke');
      await leaveAndReturn(stage, page);
      const before = await settled(stage);
      await call(page, 'consent', 'grant');
      return [before, await settled(stage)];
    },
  ),
  row('a click: nothing with autoConfig off', [], async (stage) => {
    const page = await load(stage, init, { body: '<button>Buy</button>' });
    await page.getByRole('button').click();
    return settled(stage);
  }),

  row(
    'a long event is sent as a POSTed form',
    [
      ['GET', ''],
      ['POST', 'application/x-www-form-urlencoded'],
    ],
    async (stage) => {
      await load(
        stage,
        `${init} fbq('track', 'Lead', { content_name: 'a' }); fbq('track', 'Lead', { content_name: 'a'.repeat(3000) });`,
      );
      return stage.hits().map(({ method, mediaType }) => [method, mediaType]);
    },
  ),
  row(
    'dl is the complete address; rl the complete referrer',
    [
      `${shop}/pay?email=ann%40example.com&payment_intent_client_secret=pi_1_secret_2#token=3`,
      `${shop}/reset?token=4`,
    ],
    async (stage) => {
      const page = await stage.open('/reset?token=4', {
        body: '<a href="/pay?email=ann%40example.com&payment_intent_client_secret=pi_1_secret_2#token=3">Pay</a>',
      });
      stage.serve({ body: metaBaseCode(`${init} ${lead}`) });
      await page.getByRole('link').click();
      await stage.settle();
      return [stage.hits()[0]?.fields['dl'], stage.hits()[0]?.fields['rl']];
    },
  ),
  row('rl with Referrer-Policy: strict-origin', [`${shop}/`], async (stage) => {
    const page = await stage.open('/reset?token=4', {
      referrerPolicy: 'strict-origin',
      body: '<a href="/pay">Pay</a>',
    });
    stage.serve({ referrerPolicy: 'strict-origin', body: metaBaseCode(`${init} ${lead}`) });
    await page.getByRole('link').click();
    await stage.settle();
    return [stage.hits()[0]?.fields['rl']];
  }),
  row(
    'a click id: _fbc and _fbp cookies, fbc and fbp in the hit',
    [['_fbc', '_fbp'], true, true],
    async (stage) => {
      await load(stage, `${init} ${lead}`, { path: '/?fbclid=IwAR2F4' });
      const { _fbc, _fbp } = await stage.cookies();
      const { fbc, fbp } = stage.hits()[0]?.fields ?? {};
      return [
        Object.keys(await stage.cookies()).sort(),
        _fbc !== undefined && fbc === _fbc,
        _fbp !== undefined && fbp === _fbp,
      ];
    },
  ),
  row('a click id is kept in localStorage as multiFbc, too', true, async (stage) => {
    const page = await load(stage, `${init} ${lead}`, { path: '/?fbclid=IwAR2F4' });
    return page.evaluate(() =>
      /^fb\.1\.\d{13}\.IwAR2F4$/.test(localStorage.getItem('multiFbc') ?? ''),
    );
  }),
  row(
    'plain external_id and em are lower-cased, then hashed; a hash stays',
    [sha256('cus_abc'), sha256('ann@example.com')],
    async (stage) => {
      await load(
        stage,
        `${off} fbq('init', '${id}', { external_id: ' cus_AbC ', em: ' Ann@Example.com ' }); ${lead}`,
      );
      const fields = stage.hits()[0]?.fields ?? {};
      return [fields['ud[external_id]'], fields['ud[em]']];
    },
  ),
  row('an external_id with white space inside', [sha256('cust7')], async (stage) => {
    await load(stage, `${off} fbq('init', '${id}', { external_id: 'Cust 7' }); ${lead}`);
    return [stage.hits()[0]?.fields['ud[external_id]']];
  }),
  row('a page in a frame counts its own PageView', ['PageView', 'PageView'], async (stage) =>
    sentBy(
      stage,
      `${init} fbq('track', 'PageView'); if (self === top) document.write('<iframe src="/inside"></iframe>');`,
    ),
  ),
  row('two tabs share no consent', ['Lead'], async (stage) => {
    const one = await load(stage, init);
    const other = await load(stage, init);
    await call(one, 'consent', 'revoke');
    await call(other, 'track', 'Lead');
    return settled(stage);
  }),

  row('Trusted Types: without its policy names nothing is sent', [], async (stage) =>
    sentBy(stage, `${init} ${lead}`, { policy: policy(''), nonce: true }),
  ),
  row('Trusted Types: with its two policy names it is sent', ['Lead lead-1'], async (stage) =>
    sentBy(stage, `${init} ${lead}`, {
      policy: policy('connect.facebook.net/fbevents facebook.com/signals/iwl'),
      nonce: true,
    }),
  ),
  row(
    'a long event needs frame-src and form-action',
    [['Lead'], ['Lead', 'Lead']],
    async (stage) => {
      const long = `${init} fbq('track', 'Lead', { content_name: 'a' }); fbq('track', 'Lead', { content_name: 'a'.repeat(3000) });`;
      const names = 'connect.facebook.net/fbevents facebook.com/signals/iwl';
      await load(stage, long, {
        policy: policy(names).replace(/frame-src[^;]*; /, ''),
        nonce: true,
      });
      const without = await settled(stage);
      await load(stage, long, { policy: policy(names), nonce: true });
      return [without, (await settled(stage)).slice(without.length)];
    },
  ),
];

interface LoadOptions extends PageOptions {
  readonly path?: string;
  readonly nonce?: boolean;
}

function row(name: string, expected: unknown, observe: Situation['observe']): Situation {
  return { name, subject: 'library', expected, observe };
}

async function load(stage: Stage, calls: string, options: LoadOptions = {}): Promise<Page> {
  const { path = '/', nonce, body = '', ...page } = options;
  const tab = await stage.open(path, {
    ...page,
    body: metaBaseCode(calls, nonce ? 'r4nd0m' : undefined) + body,
  });
  await stage.settle();
  return tab;
}

async function sentBy(
  stage: Stage,
  calls: string,
  options?: LoadOptions,
): Promise<readonly string[]> {
  await load(stage, calls, options);
  return settled(stage);
}

async function settled(stage: Stage): Promise<readonly string[]> {
  await stage.settle();
  return [...stage.sent()];
}

function call(page: Page, ...args: unknown[]): Promise<void> {
  return page.evaluate((each) => Object(window).fbq(...each), args);
}

function queueLength(page: Page): Promise<number> {
  return page.evaluate(() => Object(window).fbq.queue.length as number);
}

function hasCallMethod(page: Page): Promise<boolean> {
  return page.evaluate(() => typeof Object(window).fbq.callMethod === 'function');
}

/** Whether the browser had kept the page. */
async function leaveAndReturn(stage: Stage, page: Page): Promise<boolean> {
  await page.evaluate(() => Object.assign(window, { kept: true }));
  stage.serve({});
  await page.goto(`${shop}/elsewhere`);
  await page.goBack({ waitUntil: 'commit' });
  return page.evaluate(() => 'kept' in window);
}

function policy(trustedTypes: string): string {
  return [
    "default-src 'none'",
    "script-src 'nonce-r4nd0m' https://connect.facebook.net",
    "img-src 'self' data: https://www.facebook.com",
    "connect-src 'self' https://www.facebook.com",
    'frame-src https://www.facebook.com',
    'form-action https://www.facebook.com',
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes || "'none'"}`,
  ].join('; ');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
