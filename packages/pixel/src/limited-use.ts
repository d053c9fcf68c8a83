import type { PixelSettings } from './options.ts';

/**
 * The options with `dataProcessingOptionsCountry` only where Meta applies Limited Data Use. In the other
 * states of the USA an opt-out means that nothing is sent, as outside the USA; so on the server.
 */
export function inCoveredStates(settings: PixelSettings): PixelSettings {
  return uncoveredStates.test(settings.advancedMatching?.st ?? '')
    ? { ...settings, dataProcessingOptionsCountry: undefined }
    : settings;
}

// Two letters that are none of the 14 states that Meta names.
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options
const uncoveredStates = /^\s*(?!c[aot]|de|fl|m[dnt]|n[ehj]|or|ri|tx)[a-z]{2}\s*$/i;
