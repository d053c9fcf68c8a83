import type { CapiEvent } from '../event.ts';
import type { WireEvent } from '../prepared-event.ts';
import type { Issue, Warning } from '../result.ts';

type LimitedUse = Pick<
  WireEvent,
  'data_processing_options' | 'data_processing_options_country' | 'data_processing_options_state'
>;

/** Meta's Limited Data Use as the visitor's consent demands it. */
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options
export function limitedByConsent(usState: string | undefined): LimitedUse {
  return limited(usa, stateCodes.get(usState ?? '') ?? geolocate);
}

/** Meta's Limited Data Use as the event itself says. */
export function limitedAsGiven(
  event: CapiEvent,
  report: (issue: Issue) => void,
  warn: (warning: Warning) => void,
): LimitedUse | undefined {
  const options = event.dataProcessingOptions;
  if (options === undefined || options === null) return undefined;
  if (!Array.isArray(options) || options.some((option) => option !== 'LDU')) {
    const path = 'dataProcessingOptions';
    report({
      code: 'invalid_data_processing_options',
      path,
      message: `${path} must be ["LDU"] or [].`,
    });
    return undefined;
  }
  if (options.length === 0) return { data_processing_options: [] };
  const givenState = event.dataProcessingOptionsState ?? undefined;
  const stateCode = givenState ?? geolocate;
  // Meta's states are those of the USA.
  const country = event.dataProcessingOptionsCountry ?? (stateCode === geolocate ? geolocate : usa);
  if (country !== usa && country !== geolocate) {
    const path = 'dataProcessingOptionsCountry';
    report({
      code: 'invalid_data_processing_options',
      path,
      message: `${path} must be 1 (USA) or 0.`,
    });
  }
  if (stateCode !== geolocate && ![...stateCodes.values()].includes(stateCode)) {
    const path = 'dataProcessingOptionsState';
    const message = `${path} must be one of Meta's state codes, 1000 to 1013, or 0.`;
    report({ code: 'invalid_data_processing_options', path, message });
  }
  if (country === geolocate && stateCode !== geolocate) {
    const path = 'dataProcessingOptionsCountry';
    const message = `${path} must be 1 (USA) where a state is given.`;
    report({ code: 'invalid_data_processing_options', path, message });
  }
  if (country === usa && givenState === undefined) {
    const path = 'dataProcessingOptionsState';
    const message = `${path} is missing: Meta geolocates, as if it were 0.`;
    warn({ code: 'missing_data_processing_state', path, message });
  }
  return limited(country, stateCode);
}

function limited(country: number, state: number): LimitedUse {
  return {
    data_processing_options: ['LDU'],
    data_processing_options_country: country,
    data_processing_options_state: state,
  };
}

const usa = 1;
const geolocate = 0;

/** By the two letters that `userData.state` normalises to. */
const stateCodes: ReadonlyMap<string, number> = new Map([
  ['ca', 1000],
  ['co', 1001],
  ['ct', 1002],
  ['fl', 1003],
  ['or', 1004],
  ['tx', 1005],
  ['mt', 1006],
  ['de', 1007],
  ['ne', 1008],
  ['nh', 1009],
  ['nj', 1010],
  ['mn', 1011],
  ['md', 1012],
  ['ri', 1013],
]);
