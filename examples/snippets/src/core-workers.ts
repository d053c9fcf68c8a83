import { configFromEnv, consoleReporter, createCapiClient, observed } from '@meta-capi/core';
import { contact } from './form-contact.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Context {
  waitUntil(work: Promise<unknown>): void;
}

export default {
  /** Without waitUntil, Workers cancels the send when the response is returned. */
  fetch(request: Request, environment: Environment, context: Context): Promise<Response> {
    const config = { ...configFromEnv(environment), whenConsentUnknown: 'drop' } as const;
    const sink = observed(createCapiClient(config), consoleReporter);
    return contact(request, sink, (sending) => context.waitUntil(sending));
  },
};
