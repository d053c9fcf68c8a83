import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decisions, type Sent } from '../../../core/test/consent-tools/decision-table.ts';
import { toolSamples } from '../../../core/test/consent-tools/tool-samples.ts';
import { type ConsentTool, followConsent } from '../../src/consent/follow-consent.ts';
import * as tools from '../../src/consent-tools.ts';
import { initPixel } from '../../src/init-pixel.ts';
import { fakePage } from '../fake-page.ts';

// The page follows each tool by itself, and has to decide what docs/consent.md says of the server.

type Answer = 'denied' | 'granted' | 'limited' | 'unknown';

interface PageTool {
  readonly tool: string;
  /** Puts the tool with this answer on the page, after the page has been made. */
  readonly make: (answer: Answer) => ConsentTool | Promise<ConsentTool>;
  readonly cookie?: (answer: Answer) => string | undefined;
  readonly canLimit?: boolean;
}

const setGlobal = (name: string, value: unknown): void =>
  void Object.assign(window, { [name]: value });

const cookieTools: Readonly<Record<string, () => ConsentTool>> = {
  'vanilla-cookieconsent': () => tools.vanillaCookieConsent('marketing'),
  Klaro: () => tools.klaro('metaPixel'),
  c15t: () => tools.c15t(),
  Cookiebot: () => tools.cookiebot(),
  OneTrust: () => tools.oneTrust(),
  Didomi: () => tools.didomi('facebook', ['create_ads_profile']),
  Axeptio: () => tools.axeptio('facebook_pixel'),
  iubenda: () => tools.iubenda(),
  Complianz: () => tools.complianz(),
  CookieYes: () => tools.cookieYes(),
};

const pageTools: readonly PageTool[] = [
  ...Object.entries(cookieTools).map(([tool, make]): PageTool => {
    const sample = toolSamples.find((each) => each.tool === tool);
    return {
      tool,
      make,
      cookie: (answer) => sample?.[answer],
      canLimit: sample?.limited !== undefined,
    };
  }),
  {
    tool: 'Usercentrics 2',
    make: (answer) => {
      const services = [{ id: 'meta', status: answer !== 'denied' }];
      localStorage.setItem('uc_settings', JSON.stringify({ services }));
      localStorage.setItem('uc_user_interaction', String(answer !== 'unknown'));
      return tools.usercentricsV2('meta');
    },
  },
  {
    tool: 'Usercentrics 3',
    make: async (answer) => {
      const services = { meta: { consent: answer !== 'denied' } };
      localStorage.setItem('ucData', JSON.stringify({ consent: { services } }));
      const type = answer === 'unknown' ? 'IMPLICIT' : 'EXPLICIT';
      setGlobal('__ucCmp', { getConsentDetails: async () => ({ consent: { type } }) });
      const tool = tools.usercentricsV3('meta');
      tool.subscribe(() => {});
      await vi.advanceTimersByTimeAsync(1000);
      return tool;
    },
  },
  {
    tool: 'Google Consent Mode',
    canLimit: true,
    make: (answer) => {
      const state = answer === 'denied' ? 'denied' : 'granted';
      const ad_personalization = answer === 'limited' ? 'denied' : state;
      const values = { ad_storage: state, ad_user_data: state, ad_personalization };
      const kind = answer === 'unknown' ? 'default' : 'update';
      setGlobal('dataLayer', [['consent', kind, values]]);
      return tools.googleConsentMode();
    },
  },
  {
    tool: 'TCF',
    make: (answer) => {
      const core = 'CQuV9AAQuV9AAAKABAENDIFgALIAAAAAAAAAGMwAgF5gMZAAAAAA';
      const data = {
        eventStatus: answer === 'unknown' ? 'cmpuishown' : 'useractioncomplete',
        tcString: `${core}.IGMwAwABALzAYyAA`,
        purpose: { consents: { 1: true, 3: true, 4: true, 7: answer !== 'denied' } },
        addtlConsent: '2~89~dv.',
      };
      setGlobal('__tcfapi', (_: string, __: 2, listener: (each: object, ok: true) => void) =>
        listener(data, true),
      );
      return tools.tcf();
    },
  },
];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What the page does with the answer of the tool, in the order of the table's cells. */
async function cellsOf(pageTool: PageTool, answer: Answer, gpc: boolean): Promise<Sent[]> {
  const cells: Sent[] = [];
  for (const whenConsentUnknown of ['drop', 'send'] as const) {
    for (const country of [1, undefined] as const) {
      const cookie = pageTool.cookie?.(answer);
      const page = fakePage({ globalPrivacyControl: gpc, ...(cookie !== undefined && { cookie }) });
      vi.stubGlobal('document', Object.assign(document, { readyState: 'complete' }));
      const tool = await pageTool.make(answer);
      initPixel({
        pixelId: '1234567890',
        whenConsentUnknown,
        dataProcessingOptionsCountry: country,
        advancedMatching: { st: 'ca' },
      });
      followConsent(tool);
      const decision = page.window.metaCapiPixel?.decision;
      cells.push(decision === true ? 'sent' : decision || 'not sent');
    }
  }
  return cells;
}

describe.each(pageTools)('the page with $tool decides as the table says', (pageTool) => {
  const rows = decisions().filter(
    ({ way, answer }) =>
      way === 'consent option' &&
      answer !== 'unreadable' &&
      (answer !== 'limited' || pageTool.canLimit === true),
  );
  it.each(rows)('$answer, GPC $gpc', async ({ answer, gpc, cells }) => {
    const given = answer === 'not answered' ? 'unknown' : (answer as Answer);
    expect(await cellsOf(pageTool, given, gpc)).toEqual(cells);
  });
});
