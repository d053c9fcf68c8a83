import type { PixelOptions } from '../fbq/options.ts';

/**
 * Does Meta apply Limited Data Use to this visitor? In the other states of the USA an opt-out means
 * that nothing is sent, as outside the USA and as on the server.
 */
export function isLimitedUseCovered(options: PixelOptions): boolean {
  return (
    options.dataProcessingOptionsCountry === 1 &&
    !uncoveredStates.test(options.advancedMatching?.st ?? '')
  );
}

// Two letters that are not one of the 14 states that Meta names.
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options
const uncoveredStates = /^\s*(?!c[aot]|de|fl|m[dnt]|n[ehj]|or|ri|tx)[a-z]{2}\s*$/i;
