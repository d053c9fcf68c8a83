import { configFromEnv, createCapiClient } from '@meta-capi/core';

export const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

process.once('SIGTERM', () => void shutDown());

// Stop accepting requests first: an event that is sent after close() is skipped.
async function shutDown(): Promise<void> {
  const { notSent, ambiguous } = await capi.close({ timeoutMs: 3000 });
  if (notSent + ambiguous > 0) console.error(`Not delivered at shutdown: ${notSent + ambiguous}`);
  process.exit();
}
