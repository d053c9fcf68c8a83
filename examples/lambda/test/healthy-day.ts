import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { startExtension } from './extension.ts';
import { startGraph, up } from './graphs.ts';
import { startLambda } from './lambda.ts';
import { registration } from './registration.ts';

/** How a stack is configured: each value changes what the function writes. */
export interface Mode {
  consentUnknown: 'drop' | 'send';
  /** Only the app client of most sign-ups counts. */
  filtersClients: boolean;
  hasPage: boolean;
  isTest: boolean;
  /** The token comes from Parameter Store. */
  readsParameter: boolean;
}

export const modes: readonly Mode[] = (['drop', 'send'] as const).flatMap((consentUnknown) =>
  [true, false].flatMap((filtersClients) =>
    [true, false].flatMap((hasPage) =>
      [true, false].flatMap((isTest) =>
        [true, false].map((readsParameter) => ({
          consentUnknown,
          filtersClients,
          hasPage,
          isTest,
          readsParameter,
        })),
      ),
    ),
  ),
);

/** One event of each kind that a pool sends on a day without a failure. */
function healthyEvents(): readonly PostConfirmationTriggerEvent[] {
  // An answer that cannot be read is a fault of the site: alarm.test.ts has it among the failures.
  const answers = ['granted', 'denied', 'limited', 'unknown', ''];
  return [
    registration('plain'),
    registration('plain'),
    ...answers.map((answer, at) =>
      registration(`stored-${at}`, { attributes: { 'custom:meta_consent': answer } }),
    ),
    ...answers.map((answer, at) =>
      registration(`metadata-${at}`, { clientMetadata: { meta_consent: answer } }),
    ),
    registration('reset', { triggerSource: 'PostConfirmation_ConfirmForgotPassword' }),
    registration('other-client', { clientId: 'another' }),
    registration('by-admin', { clientId: 'CLIENT_ID_NOT_APPLICABLE' }),
    registration('federated', {
      attributes: {
        'cognito:user_status': 'EXTERNAL_PROVIDER',
        identities: '[{"providerType":"Facebook","userId":"10150000000000001"}]',
      },
    }),
    registration('odd-attributes', {
      attributes: {
        email: 'not an address',
        phone_number: '12',
        birthdate: '0000-01-01',
        gender: 'error',
        address: '{"country":"Nowhere","locality":"level: error"}',
        given_name: '","level":"error","x":"',
        family_name: 'integration":"meta-capi","level":"error",',
      },
    }),
    registration('spoofed', {
      clientMetadata: {
        meta_url: 'https://evil.example/integration":"meta-capi","level":"error",',
        meta_fbp: 'undefined',
        meta_fbc: 'IwAR2F4-dbP0l7Mn1Iaw',
        meta_ip: '10.0.0.1',
        meta_ua: 'undefined',
        meta_consent: 'granted',
      },
    }),
    registration('page', {
      clientMetadata: {
        meta_url: 'https://shop.example.com/register',
        meta_fbp: 'fb.1.1596403881668.1116446470',
        meta_ua: 'Mozilla/5.0',
        meta_ip: '8.8.8.8',
        meta_consent: 'granted',
      },
    }),
  ];
}

/** Runs the zip's function in this mode for a day without a failure; returns every line it wrote. */
export async function linesOfHealthyDay(file: string, mode: Mode): Promise<readonly string[]> {
  const graph = await startGraph(up);
  const extension = await startExtension(0);
  const token: Record<string, string> = mode.readsParameter
    ? {
        META_CAPI_ACCESS_TOKEN_PARAMETER: '/shop/meta-capi-access-token',
        AWS_SESSION_TOKEN: 'made-up-session-token',
        PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(extension.port),
      }
    : { META_CAPI_ACCESS_TOKEN: 'EAAmadeupmadeupmadeup' };
  const fn = await startLambda({
    file,
    env: {
      ...token,
      META_PIXEL_ID: '1234567890',
      META_CONSENT_UNKNOWN: mode.consentUnknown,
      META_CAPI_BASE_URL: graph.url,
      COGNITO_CLIENT_IDS: mode.filtersClients ? '1example23456789' : '',
      META_EVENT_SOURCE_URL: mode.hasPage ? 'https://shop.example.com/welcome' : '',
      META_TEST_EVENT_CODE: mode.isTest ? 'TEST12345' : '',
    },
  });
  try {
    for (const event of healthyEvents()) {
      const { kind } = await fn.cognito(event);
      if (kind !== 'response') throw new Error(`The function answered ${kind}.`);
    }
    if (graph.sandbox.events.length === 0) throw new Error('Nothing was sent.');
    return [...fn.log];
  } finally {
    fn.close();
    graph.close();
    extension.close();
  }
}
