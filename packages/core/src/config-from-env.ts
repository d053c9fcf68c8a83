import type { CapiConfig } from './config.ts';

/**
 * Reads the environment into a {@link CapiConfig}. What is not set is left `undefined`, so the
 * client says at its first send what is missing.
 *
 * `META_PIXEL_ID` (or `NEXT_PUBLIC_META_PIXEL_ID`), `META_CAPI_ACCESS_TOKEN`,
 * `META_TEST_EVENT_CODE`, `META_CONSENT_UNKNOWN` (`drop` or `send`).
 *
 * @example
 * const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
 */
export function configFromEnv(
  env: Readonly<Record<string, string | undefined>>,
): Pick<CapiConfig, 'accessToken' | 'pixelId' | 'testEventCode' | 'whenConsentUnknown'> {
  return {
    pixelId: env['META_PIXEL_ID'] || env['NEXT_PUBLIC_META_PIXEL_ID'],
    accessToken: env['META_CAPI_ACCESS_TOKEN'],
    testEventCode: env['META_TEST_EVENT_CODE'],
    // A wrong word is passed on, so that the configuration check can name the field.
    whenConsentUnknown: env['META_CONSENT_UNKNOWN'] as CapiConfig['whenConsentUnknown'],
  };
}
