import { checkConfig, configFromEnv } from '@meta-capi/core';

/** For a start-up script: ends it with an error that names each missing or wrong variable. */
export function checkEnvironment(environment: NodeJS.ProcessEnv): void {
  checkConfig({ ...configFromEnv(environment), whenConsentUnknown: 'drop' });
}
