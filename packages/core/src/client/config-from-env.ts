import type { CapiConfig } from './capi-config.ts';

/**
 * Reads the environment into a {@link CapiConfig}. A variable that is not set, or blank, is `undefined`,
 * so that the client reports at its first send what is missing.
 *
 * `META_PIXEL_ID` (or `NEXT_PUBLIC_META_PIXEL_ID`), `META_CAPI_ACCESS_TOKEN`,
 * `META_TEST_EVENT_CODE`, `META_CONSENT_UNKNOWN` (`drop` or `send`), `META_CAPI_BASE_URL` (of a
 * sandbox, in place of Meta's).
 *
 * @example
 * const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
 */
export function configFromEnv(
  env: Readonly<Record<string, string | undefined>>,
): Pick<
  CapiConfig,
  'accessToken' | 'baseUrl' | 'pixelId' | 'testEventCode' | 'whenConsentUnknown'
> {
  return {
    pixelId: text(env['META_PIXEL_ID']) ?? text(env['NEXT_PUBLIC_META_PIXEL_ID']),
    accessToken: text(env['META_CAPI_ACCESS_TOKEN']),
    baseUrl: text(env['META_CAPI_BASE_URL']),
    testEventCode: text(env['META_TEST_EVENT_CODE']),
    // A wrong word is passed on, so that the configuration check can name the field.
    whenConsentUnknown: text(env['META_CONSENT_UNKNOWN']) as CapiConfig['whenConsentUnknown'],
  };
}

/** Secret stores leave a line end behind, dashboards an empty value; some platforms bind objects. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}
