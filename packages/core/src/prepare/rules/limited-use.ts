import type { CapiEvent } from '../../event/capi-event.ts';
import type { Diagnostics } from '../../event/issue.ts';
import type { WireEvent } from '../../event/prepared-event.ts';
import type { SkipReason } from '../../event/skip-reason.ts';
import { publicIp } from '../../visitor/client-ip.ts';
import { usStatesOf } from '../user-data/region.ts';

export type LimitedUse = Pick<
  WireEvent,
  'data_processing_options' | 'data_processing_options_country' | 'data_processing_options_state'
>;

/**
 * Meta's Limited Data Use as the consent of a visitor in the USA demands it; a skip reason where Meta
 * would not apply it. It applies in 14 states only. If the state is not known, or the event names
 * several, Meta geolocates, for which it needs the visitor's address.
 */
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options
export function limitedByConsent({
  userData,
  visitor,
  dataProcessingOptionsState,
}: CapiEvent): LimitedUse | LimitedSkip {
  const states = usStatesOf(userData);
  if (states.some((state) => state !== undefined && !stateCodes.has(state))) {
    return 'consent_limited_state_not_covered';
  }
  const codes = new Set(states.map((state) => stateCodes.get(state ?? '') ?? geolocate));
  if (isStateCode(dataProcessingOptionsState)) codes.add(dataProcessingOptionsState);
  const [code = geolocate] = codes;
  if (codes.size === 1 && code !== geolocate) return limited(usa, code);
  return publicIp(visitor?.clientIpAddress) === undefined
    ? 'consent_limited_without_ip'
    : limited(geolocate, geolocate);
}

type LimitedSkip = Extract<
  SkipReason,
  'consent_limited_state_not_covered' | 'consent_limited_without_ip'
>;

/** Meta's Limited Data Use as the event itself asks for it. */
export function limitedAsGiven(
  event: CapiEvent,
  { issues, warnings }: Diagnostics,
): LimitedUse | undefined {
  const options = event.dataProcessingOptions;
  if (options === undefined || options === null) return undefined;
  const refuse = (path: string, problem: string): void => {
    const code = 'invalid_data_processing_options';
    issues.push({ code, path, message: `${path} ${problem}` });
  };
  if (!Array.isArray(options) || options.some((option) => option !== 'LDU')) {
    refuse('dataProcessingOptions', 'must be ["LDU"] or [].');
    return undefined;
  }
  if (options.length === 0) return { data_processing_options: [] };
  const givenState = event.dataProcessingOptionsState ?? undefined;
  const state = givenState ?? geolocate;
  // Meta's states are those of the USA.
  const country = event.dataProcessingOptionsCountry ?? (state === geolocate ? geolocate : usa);
  if (country !== usa && country !== geolocate) {
    refuse('dataProcessingOptionsCountry', 'must be 1 (USA) or 0.');
  }
  if (state !== geolocate && !isStateCode(state)) {
    refuse('dataProcessingOptionsState', "must be one of Meta's state codes, 1000 to 1013, or 0.");
  }
  if (country === geolocate && state !== geolocate) {
    refuse('dataProcessingOptionsCountry', 'must be 1 (USA) if a state is given.');
  }
  if (country === usa && givenState === undefined) {
    const path = 'dataProcessingOptionsState';
    const message = `${path} is missing: Meta geolocates, as if it were 0.`;
    warnings.push({ code: 'missing_data_processing_state', path, message });
  }
  return limited(country, state);
}

function limited(country: number, state: number): LimitedUse {
  return {
    data_processing_options: ['LDU'],
    data_processing_options_country: country,
    data_processing_options_state: state,
  };
}

function isStateCode(value: unknown): value is number {
  return Array.from(stateCodes.values()).some((code) => code === value);
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
