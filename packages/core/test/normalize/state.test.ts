import { describe, expect, it } from 'vitest';
import { normalizeState } from '../../src/normalize/state.ts';
import { context, outcome } from './outcome.ts';

const refused = 'refused: invalid_state';

// https://pe.usps.com/text/pub28/28apb.htm and Canada Post's list of symbols
const codes = `AL Alabama, AK Alaska, AS American Samoa, AZ Arizona, AR Arkansas, CA California,
  CO Colorado, CT Connecticut, DE Delaware, DC District of Columbia, FL Florida, GA Georgia, GU Guam,
  HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana,
  ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri,
  MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York,
  NC North Carolina, ND North Dakota, MP Northern Mariana Islands, OH Ohio, OK Oklahoma, OR Oregon,
  PA Pennsylvania, PR Puerto Rico, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee,
  TX Texas, UT Utah, VT Vermont, VI Virgin Islands, VI U.S. Virgin Islands, VA Virginia,
  WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, AA Armed Forces Americas,
  AE Armed Forces Europe, AP Armed Forces Pacific, AB Alberta, BC British Columbia, MB Manitoba,
  NB New Brunswick, NL Newfoundland and Labrador, NL Newfoundland, NT Northwest Territories,
  NS Nova Scotia, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, QC Québec,
  SK Saskatchewan, YT Yukon, YT Yukon Territory`;

describe('normalizeState', () => {
  // First, because it reads the tables: mutation testing runs only this test for that.
  it('reads each state by its name and by its code, and no name without a state', () => {
    for (const line of codes.split(/,\s+/)) {
      const code = line.slice(0, 2).toLowerCase();
      expect([line, normalizeState(line.slice(3), context())]).toEqual([line, code]);
      expect([line, normalizeState(line.slice(0, 2), context())]).toEqual([line, code]);
    }
    expect(normalizeState('State', context())).toBe('state');
  });

  it.each([
    ['California', undefined, 'ca'],
    ['California', 'us', 'ca'],
    ['CA', 'us', 'ca'],
    ['AZ', undefined, 'az'],
    ['New York', 'us', 'ny'],
    ['D.C.', 'us', 'dc'],
    ['Washington, D.C.', 'us', 'dc'],
    ['washington', 'us', 'wa'],
    ['Puerto Rico', 'us', 'pr'],
    ['Ontario', undefined, 'on'],
    ['Ontario', 'ca', 'on'],
    ['Québec', 'ca', 'qc'],
    ['Quebec', 'ca', 'qc'],
    ['Newfoundland and Labrador', 'ca', 'nl'],
    // A name of another country is no US state, however it is called.
    ['Georgia', 'us', 'ga'],
    ['Georgia', 'ge', 'georgia'],
    ['Victoria', 'au', 'victoria'],
    ['Ontario', 'us', 'ontario'],
    ['Texas', 'ca', 'texas'],
    ['New South Wales', undefined, 'newsouthwales'],
    ['New South Wales', 'au', 'newsouthwales'],
    ['Bavaria', 'de', 'bavaria'],
    ['Île-de-France', 'fr', 'îledefrance'],
    ['東京都', 'jp', '東京都'],
    ['constructor', undefined, 'constructor'],
    // https://github.com/facebook/capi-param-builder has the first five in its tests.
    ['Calif.', undefined, 'ca'],
    ['Fla.', undefined, 'fl'],
    ['Tex.', undefined, 'tx'],
    ['Penn.', undefined, 'pa'],
    ['Mass.', undefined, 'ma'],
    ['N.Y.', 'us', 'ny'],
    ['N. Y.', undefined, 'ny'],
    ['W. Va.', 'us', 'wv'],
    ['N. Mex.', 'us', 'nm'],
    ['Wash., D.C.', 'us', 'dc'],
    ['N. Carolina', 'us', 'nc'],
    ['No. Dakota', undefined, 'nd'],
    ['So. Carolina', 'us', 'sc'],
    ['S. Dakota', 'us', 'sd'],
    ['W. Virginia', undefined, 'wv'],
    ['New York State', 'us', 'ny'],
    ['State of Washington', undefined, 'wa'],
    ['Washington State', 'us', 'wa'],
    ['Commonwealth of Massachusetts', 'us', 'ma'],
    // ISO 3166-2.
    ['US-CA', undefined, 'ca'],
    ['us-ny', 'us', 'ny'],
    ['CA-ON', 'ca', 'on'],
    ['CA-QC', undefined, 'qc'],
    ['US-XX', 'us', 'usxx'],
    ['CA-ON', 'us', 'caon'],
    ['US-CA', 'ca', 'usca'],
    ['XX-NY', 'us', 'xxny'],
    ['XX-ON', 'ca', 'xxon'],
    ['USNY', 'us', 'usny'],
    ['State', 'us', 'state'],
    ['Province', 'ca', 'province'],
    ['State of Victoria', 'au', 'stateofvictoria'],
    ['Province of Ontario', 'ca', 'on'],
    ['DE-BY', 'de', 'deby'],
    ['Ont.', 'ca', 'on'],
    ['P.E.I.', undefined, 'pe'],
    ['Qué.', 'ca', 'qc'],
    ['Calif.', 'de', 'calif'],
    ['Mass.', 'ca', 'mass'],
    ['75', 'fr', refused],
    ['-', undefined, refused],
  ])('%j in %j becomes %j', (text, country, expected) => {
    expect(outcome(normalizeState(text, context({ country })))).toBe(expected);
  });
});
