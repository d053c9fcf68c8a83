import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { createCapiClient, packVisitor, type Report } from '@meta-capi/core';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { type DemoRow, rowOf } from './row.ts';

type Handler = ReturnType<typeof createPostConfirmationHandler>;
type TriggerEvent = Parameters<Handler>[0];

/** Runs the trigger as Cognito does for every way of signing up. All people are made up. */
export async function runCognitoDemo({ sandbox, url }: SandboxServer): Promise<{
  rows: readonly DemoRow[];
  counted: number;
}> {
  const before = sandbox.counted.length;
  const gone = await startSandbox({ port: 0 });
  await gone.close();
  const reports: Report[] = [];
  const trigger = (baseUrl: string): Handler => {
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'demo-token-for-the-local-sandbox',
      whenConsentUnknown: 'send',
      baseUrl,
    });
    return createPostConfirmationHandler(capi, {
      pageHosts: ['shop.example.com'],
      reporter: (report) => reports.push(report),
    });
  };

  const rows: DemoRow[] = [];
  async function row(received: string, event: TriggerEvent, baseUrl = url): Promise<void> {
    const seen = sandbox.events.length;
    const reported = reports.length;
    const answer = await trigger(baseUrl)(event, { getRemainingTimeInMillis: () => 5000 });
    const answered = answer === event ? 'its event' : 'something else';
    rows.push(rowOf(received, answered, sandbox.events.at(seen), reports.at(reported)));
  }

  const maria = signUp('maria', packVisitor({ ...browser, consent: 'granted' }));
  await row('a sign-up, confirmed in the browser', maria);
  await row('Cognito runs the trigger again', maria);
  await row('an administrator confirms a user', signUp('noor'));
  await row('the first sign-in with Facebook', signUp('eleni', {}, { identities: facebook }));
  await row('a forgotten password', {
    ...maria,
    triggerSource: 'PostConfirmation_ConfirmForgotPassword',
  });
  await row('a visitor who said no', signUp('anna', packVisitor({ consent: 'denied' })));
  await row('a sign-up while Meta is down', signUp('kenji'), gone.url);
  return { rows, counted: sandbox.counted.length - before };
}

const browser = {
  fbp: 'fb.1.1596403881668.1116446470',
  eventSourceUrl: 'https://shop.example.com/register',
};
const facebook = JSON.stringify([{ providerType: 'Facebook', userId: '10150000000000001' }]);

export function signUp(
  name: string,
  clientMetadata: Record<string, string> = {},
  attributes: Record<string, string> = {},
): TriggerEvent {
  return {
    version: '1',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_aBcD1234E',
    userName: name,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
    triggerSource: 'PostConfirmation_ConfirmSignUp',
    request: {
      userAttributes: { sub: `sub-of-${name}`, email: `${name}@example.com`, ...attributes },
      clientMetadata,
    },
    response: {},
  };
}
