import { describe, expect, test } from 'vitest';
import { createLibrary, type Fbq, type Hit, type Library } from '../src/fbevents/library.ts';

interface Opened {
  library: Library;
  sent: () => string[];
  hits: Hit[];
  warnings: string[];
}

function open(fbq: Partial<Fbq> = {}): Opened {
  const hits: Hit[] = [];
  const warnings: string[] = [];
  const library = createLibrary(
    { queue: [], ...fbq },
    (hit) => hits.push(hit),
    (text) => warnings.push(text),
  );
  const sent = (): string[] =>
    hits.map(({ pixelId, eventName, eventId }) => [pixelId, eventName, eventId].join(' ').trim());
  return { library, sent, hits, warnings };
}

describe('the stand-in for Meta’s library', () => {
  test('track fires on every Pixel, trackSingle on one', () => {
    const { library, sent, warnings } = open();
    library.call('init', '1');
    library.call('init', '2');
    library.call('track', 'Lead', {}, { eventID: 'a' });
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

  test('nothing leaves while consent is revoked; what waited leaves with the grant', () => {
    const { library, sent } = open();
    library.call('consent', 'revoke');
    library.call('init', '1');
    library.call('track', 'Lead', {}, { eventID: 'a' });
    expect(sent()).toEqual([]);

    library.call('consent', 'grant');
    library.call('track', 'Lead', {}, { eventID: 'b' });
    expect(sent()).toEqual(['1 Lead a', '1 Lead b']);
  });

  test('Limited Data Use and advanced matching go with the event', () => {
    const { library, hits } = open();
    library.call('dataProcessingOptions', ['LDU'], 1, 1000);
    library.call('init', '1', { em: 'ann@example.com' });
    library.call('track', 'Purchase', { value: 1, currency: 'EUR' });

    expect(hits).toMatchObject([
      {
        dataProcessing: [['LDU'], 1, 1000],
        userData: { em: 'ann@example.com' },
        customData: { value: 1, currency: 'EUR' },
      },
    ]);
  });

  test.each([
    ['a second init of one Pixel', ['init', '1']],
    ['a custom name in track', ['track', 'QuizDone']],
    ['a standard name in trackCustom', ['trackCustom', 'Lead']],
    ['an id under another key', ['track', 'Lead', {}, { event_id: 'a' }]],
    ['an id that is no text', ['track', 'Lead', {}, { eventID: 7 }]],
    ['a Pixel that was not inited', ['trackSingle', '2', 'Lead']],
    ['an event without a name', ['track']],
    ['a call that does not exist', ['trace', 'Lead']],
  ])('warns of %s', (_, call) => {
    const { library, warnings } = open();
    library.call('init', '1');
    library.call(...call);

    expect(warnings).toHaveLength(1);
  });

  test('counts page views by itself, and drops repeated ones, unless told not to', () => {
    const byItself = open();
    byItself.library.call('init', '1');
    byItself.library.call('track', 'PageView');
    byItself.library.call('track', 'PageView');
    byItself.library.addressChanged();
    expect(byItself.sent()).toEqual(['1 PageView', '1 PageView']);

    const told = open({ disablePushState: true, allowDuplicatePageViews: true });
    told.library.call('init', '1');
    told.library.call('track', 'PageView');
    told.library.call('track', 'PageView');
    told.library.addressChanged();
    expect(told.sent()).toEqual(['1 PageView', '1 PageView']);
  });

  test('counts clicks by itself, unless told not to', () => {
    const { library, sent } = open();
    library.call('set', 'autoConfig', false, '1');
    library.call('init', '1');
    library.call('init', '2');
    library.buttonClicked();

    expect(sent()).toEqual(['2 SubscribedButtonClick']);
  });
});
