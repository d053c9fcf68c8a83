import { describe, expect, test } from 'vitest';
import { createLibrary, type Fbq, type Hit, type Library } from '../src/fbevents/library.ts';

interface Opened {
  library: Library;
  fbq: Fbq;
  sent: () => string[];
  hits: Hit[];
  warnings: string[];
  requested: string[];
}

/** The stand-in on a page whose base code has queued these calls. */
function open(queue: unknown[][] = [], settings: Partial<Fbq> = {}): Opened {
  const hits: Hit[] = [];
  const warnings: string[] = [];
  const requested: string[] = [];
  const fbq: Fbq = { ...settings, queue };
  const library = createLibrary(fbq, {
    send: (hit) => hits.push(hit),
    warn: (text) => warnings.push(text),
    requestConfig: (id) => requested.push(id),
  });
  const sent = (): string[] =>
    hits.map(({ pixelId, eventName, eventId }) => [pixelId, eventName, eventId].join(' ').trim());
  return { library, fbq, sent, hits, warnings, requested };
}

/** The same with two Pixels whose configuration has loaded. */
function openReady(settings?: Partial<Fbq>): Opened {
  const opened = open([['init', '1']], settings);
  opened.library.configLoaded('1');
  opened.library.call('init', '2');
  opened.library.configLoaded('2');
  return opened;
}

const lead = ['track', 'Lead', {}, { eventID: 'a' }];

// The conformance run compares these cases with Meta's library, in a browser.
describe('the replacement for Meta’s library', () => {
  test('track fires on every Pixel, trackSingle on one', () => {
    const { library, sent, warnings } = openReady();
    library.call(...lead);
    library.call('trackSingle', '2', 'Lead', {}, { eventID: 'b' });
    library.call('trackCustom', 'QuizDone');
    library.call('trackSingleCustom', '1', 'QuizDone', {}, { eventID: 'c' });

    expect(sent()).toEqual([
      '1 Lead a',
      '2 Lead a',
      '2 Lead b',
      '1 QuizDone',
      '2 QuizDone',
      '1 QuizDone c',
    ]);
    expect(warnings).toEqual([]);
  });

  test('sends nothing until the configuration of every Pixel has loaded', () => {
    const { library, fbq, sent, requested } = open([['init', '1'], lead]);
    expect([requested, fbq.queue.length, typeof fbq.callMethod]).toEqual([['1'], 1, 'function']);
    library.call('track', 'Contact');
    expect(sent()).toEqual([]);

    library.configLoaded('1');
    expect([sent(), fbq.queue]).toEqual([['1 Lead a', '1 Contact'], []]);

    library.call('init', '2');
    library.call('track', 'Search');
    expect(sent()).toHaveLength(2);
    library.configLoaded('2');
    expect(sent().slice(2)).toEqual(['1 Search', '2 Search']);
  });

  test('a revoked consent stops the queue: a grant after it in the queue is not read', () => {
    const { library, fbq, sent } = open([
      ['consent', 'revoke'],
      ['init', '1'],
      lead,
      ['consent', 'grant'],
    ]);
    library.configLoaded('1');
    expect([sent(), fbq.queue.length]).toEqual([[], 3]);

    library.call('consent', 'grant');
    library.configLoaded('1');
    expect([sent(), fbq.queue.length]).toEqual([['1 Lead a'], 0]);
  });

  test('calls during revoked consent are sent after the grant', () => {
    const { library, sent } = openReady();
    library.call('consent', 'revoke');
    library.call('trackSingle', '1', 'Lead');
    library.automaticPageView();
    expect(sent()).toEqual([]);

    library.call('consent', 'grant');
    expect(sent()).toEqual(['1 Lead', '1 PageView', '2 PageView']);
  });

  test('advanced matching is sent with the event', () => {
    const { library, hits } = open([['init', '1', { em: 'ann@example.com' }]]);
    library.configLoaded('1');
    library.call('track', 'Purchase', { value: 1, currency: 'EUR' });

    expect(hits).toMatchObject([
      { userData: { em: 'ann@example.com' }, customData: { value: 1, currency: 'EUR' } },
    ]);
  });

  test.each([
    [[['LDU'], 1, 1000], { options: ['LDU'], country: 1, state: 1000 }],
    [[['LDU'], 0, 0], { options: ['LDU'], country: 0, state: 0 }],
    [[['LDU']], { options: ['LDU'], country: null, state: null }],
    [[[]], { options: [], country: null, state: null }],
  ])('dataProcessingOptions %j are sent with the event', (options, expected) => {
    const { library, hits, warnings } = openReady();
    library.call('dataProcessingOptions', ...options);
    library.call('trackSingle', '1', 'Lead');

    expect([hits[0]?.dataProcessing, warnings]).toEqual([expected, []]);
  });

  test.each([
    [[['LDU'], 1, 1001]],
    [[['LDU'], 2, 0]],
    [[['LDU'], '1', '1000']],
    [[['ldu'], 1, 1000]],
    [['LDU']],
    [[['LDU'], 1]],
  ])('dataProcessingOptions %j are rejected: the previous ones stay', (options) => {
    const { library, hits, warnings } = openReady();
    library.call('dataProcessingOptions', []);
    library.call('dataProcessingOptions', ...options);
    library.call('trackSingle', '1', 'Lead');

    expect(hits[0]?.dataProcessing?.options).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  test.each([
    ['a second init of one Pixel', ['init', '1']],
    ['a custom name in track', ['track', 'QuizDone']],
    ['a standard name in trackCustom', ['trackCustom', 'Lead']],
    ['an id under another key', ['trackSingle', '1', 'Lead', {}, { event_id: 'a' }]],
    ['an address in the options', ['trackSingle', '1', 'Lead', {}, { eventSourceUrl: '/' }]],
    ['an id that is not text', ['trackSingle', '1', 'Lead', {}, { eventID: 7 }]],
    ['a Pixel without init', ['trackSingle', '3', 'Lead']],
    ['an event without a name', ['track']],
    ['a consent that is neither grant nor revoke', ['consent', 'granted']],
    ['a call that does not exist', ['trace', 'Lead']],
  ])('warns of %s', (_, call) => {
    const { library, warnings } = openReady();
    library.call(...call);

    expect(warnings).toHaveLength(1);
  });

  test('drops a repeated PageView of track and trackCustom, never of trackSingle', () => {
    const { library, sent } = open([['init', '1']]);
    library.configLoaded('1');
    for (const method of ['track', 'track', 'trackCustom']) library.call(method, 'PageView');
    for (const view of ['PageView', 'PageView']) library.call('trackSingle', '1', view);
    library.automaticPageView();
    expect(sent()).toHaveLength(4);

    const told = open([['init', '1']], { allowDuplicatePageViews: true });
    told.library.configLoaded('1');
    for (const method of ['track', 'track']) told.library.call(method, 'PageView');
    expect(told.sent()).toHaveLength(2);
  });

  test('tracks clicks automatically, unless this is disabled', () => {
    const { library, sent } = openReady();
    library.call('set', 'autoConfig', false, '1');
    library.buttonClicked();

    expect(sent()).toEqual(['2 SubscribedButtonClick']);
  });
});
