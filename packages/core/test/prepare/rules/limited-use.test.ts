import { describe, expect, test } from 'vitest';
import { type Given, refusal, taken, warnings } from './judged.ts';

/** The options, the country and the state that are sent. */
async function sent(given: Given): Promise<unknown[]> {
  const wire = await taken(given);
  return [
    wire.data_processing_options,
    wire.data_processing_options_country,
    wire.data_processing_options_state,
  ];
}

function limited(country?: unknown, state?: unknown): Given {
  return {
    dataProcessingOptions: ['LDU'],
    dataProcessingOptionsCountry: country,
    dataProcessingOptionsState: state,
  };
}

const clientIpAddress = '8.8.8.8';

// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options
describe('Limited Data Use as the event says', () => {
  test.each<[string, Given, unknown[]]>([
    ['nothing', {}, [undefined, undefined, undefined]],
    ['null', { dataProcessingOptions: null }, [undefined, undefined, undefined]],
    ['explicitly none', { dataProcessingOptions: [] }, [[], undefined, undefined]],
    ['wherever Meta finds it', limited(), [['LDU'], 0, 0]],
    ['the same, said', limited(0, 0), [['LDU'], 0, 0]],
    ['a database’s null', limited(null, null), [['LDU'], 0, 0]],
    ['in the USA', limited(1, 0), [['LDU'], 1, 0]],
    ['in California', limited(1, 1000), [['LDU'], 1, 1000]],
    ['in Rhode Island', limited(1, 1013), [['LDU'], 1, 1013]],
    ['in a state, so in the USA', limited(undefined, 1005), [['LDU'], 1, 1005]],
  ])('%s', async (_, given, expected) => {
    expect(await sent(given)).toEqual(expected);
  });

  test.each<[string, Given, string]>([
    ['text', { dataProcessingOptions: 'LDU' }, 'dataProcessingOptions'],
    ['lower case', { dataProcessingOptions: ['ldu'] }, 'dataProcessingOptions'],
    ['something more', { dataProcessingOptions: ['LDU', 'X'] }, 'dataProcessingOptions'],
    ['another country', limited(2, 0), 'dataProcessingOptionsCountry'],
    ['a country by name', limited('US', 0), 'dataProcessingOptionsCountry'],
    ['a state without one', limited(0, 1000), 'dataProcessingOptionsCountry'],
    ['a state before the first', limited(1, 999), 'dataProcessingOptionsState'],
    ['a state after the last', limited(1, 1014), 'dataProcessingOptionsState'],
    ['a state by name', limited(1, 'CA'), 'dataProcessingOptionsState'],
  ])('%s is refused', (_, given, path) => {
    expect(refusal(given)).toEqual(['invalid_event', `invalid_data_processing_options ${path}`]);
  });

  test('the USA without a state is what Meta asks more of', () => {
    const asked = ['missing_data_processing_state dataProcessingOptionsState'];
    expect(warnings({ ...limited(1), visitor: {} })).toEqual(asked);
    expect(warnings({ ...limited(1, null), visitor: {} })).toEqual(asked);
    expect(warnings(limited(1, 0))).toEqual([]);
    expect(warnings(limited(1, 1000))).toEqual([]);
    expect(warnings(limited(0))).toEqual([]);
    expect(warnings(limited())).toEqual([]);
  });
});

describe('Limited Data Use as the visitor asks', () => {
  test.each<[unknown, number]>([
    ['CA', 1000],
    ['Colorado', 1001],
    ['Connecticut', 1002],
    ['florida', 1003],
    ['or', 1004],
    ['Texas', 1005],
    ['Montana', 1006],
    ['Delaware', 1007],
    ['Nebraska', 1008],
    ['New Hampshire', 1009],
    ['NJ', 1010],
    ['Minnesota', 1011],
    ['Maryland', 1012],
    ['Rhode Island', 1013],
    [['CA', 'California'], 1000],
    // SHA-256 of "ca".
    ['6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126', 1000],
  ])('in %s is state %i', async (state, code) => {
    const userData = { email: 'maria@example.com', country: 'US', state };
    expect(await sent({ userData, visitor: { consent: 'limited' } })).toEqual([['LDU'], 1, code]);
  });

  test('the event’s own state code is kept', async () => {
    const given = { visitor: { consent: 'limited' }, ...limited(1, 1003) };
    expect(await sent(given)).toEqual([['LDU'], 1, 1003]);
  });

  test.each([
    'VA',
    'Utah',
    'ia',
    'Indiana',
    'KY',
    'Tennessee',
    'New York',
    'DC',
    'Puerto Rico',
    ['CA', 'NY'],
    // SHA-256 of "ny".
    '1b06e2003f8420d6fa42badd8f77ec0f706b976b7a48b13c567dc5a559681683',
  ])('in %s, which Meta does not cover, is not sent', (state) => {
    const userData = { email: 'maria@example.com', country: 'US', state };
    expect(refusal({ userData, visitor: { consent: 'limited', clientIpAddress } })).toEqual([
      'consent_limited_state_not_covered',
      'consent_limited_state_not_covered visitor.consent',
    ]);
  });

  const unknownStates = [
    undefined,
    '',
    'Bavaria',
    'constructor',
    ['CA', 'TX'],
    ['CA', '?'],
    'f'.repeat(64),
  ];
  test.each(unknownStates)('in the state %j is geolocated by the address', async (state) => {
    const userData = { email: 'maria@example.com', country: 'US', state };
    const given = { userData, visitor: { consent: 'limited', clientIpAddress } };
    expect(await sent(given)).toEqual([['LDU'], 0, 0]);
    expect(await taken(given)).toMatchObject({ user_data: { client_ip_address: clientIpAddress } });
  });

  test.each(unknownStates)('in the state %j without an address is not sent', (state) => {
    const userData = { email: 'maria@example.com', country: 'US', state };
    for (const address of [undefined, '10.0.0.1']) {
      const visitor = { consent: 'limited', clientIpAddress: address };
      expect(refusal({ userData, visitor })).toEqual([
        'consent_limited_without_ip',
        'consent_limited_without_ip visitor.consent',
      ]);
    }
  });

  test('a state code against another state is geolocated', async () => {
    const userData = { email: 'maria@example.com', country: 'US', state: 'TX' };
    const visitor = { consent: 'limited', clientIpAddress };
    expect(await sent({ userData, visitor, ...limited(1, 1000) })).toEqual([['LDU'], 0, 0]);
  });
});
