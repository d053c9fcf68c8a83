export interface DataProcessing {
  readonly options: readonly string[];
  readonly country: 0 | 1 | null;
  readonly state: 0 | 1000 | null;
}

/**
 * The arguments of a `dataProcessingOptions` call; `undefined` for what the browser library rejects:
 * other options than LDU, other countries than 0 and 1, other states than 0 and 1000. The Conversions
 * API takes the states 1000 to 1013, the library does not.
 */
// https://developers.facebook.com/documentation/meta-pixel/implementation/data-processing-options
export function readDataProcessing(call: readonly unknown[]): DataProcessing | undefined {
  if (call.length !== 1 && call.length !== 3 && call.length !== 4) return undefined;
  const [options, country = null, state = null] = call;
  if (!Array.isArray(options) || !options.every((option) => option === 'LDU')) return undefined;
  if (country !== null && country !== 0 && country !== 1) return undefined;
  if (state !== null && state !== 0 && state !== 1000) return undefined;
  return { options, country, state };
}
