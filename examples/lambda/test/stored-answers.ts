import { startGraph, up } from './graphs.ts';
import { startLambda } from './lambda.ts';
import { registration } from './registration.ts';

/** Sign-ups without ClientMetadata, by what the pool stores; true if the registration may be sent. */
const signUps: Readonly<Record<string, [Record<string, string>, boolean]>> = {
  refused: [{ 'custom:meta_consent': 'denied' }, false],
  limited: [{ 'custom:meta_consent': 'limited' }, false],
  unreadable: [{ 'custom:meta_consent': 'no thanks' }, false],
  granted: [{ 'custom:meta_consent': 'granted', 'custom:meta_fbp': 'fb.1.1596403881668.7' }, true],
  unasked: [{}, true],
  // Sign-ups that cannot pass ClientMetadata.
  'federated-refused': [
    { 'custom:meta_consent': 'denied', 'cognito:user_status': 'EXTERNAL_PROVIDER' },
    false,
  ],
};

export interface StoredAnswers {
  /** What was sent, by the name of its sign-up. */
  sent: readonly string[];
  expected: readonly string[];
  /** The `_fbp` values that were sent. */
  fbp: readonly unknown[];
  log: readonly string[];
}

/** Runs the zip with `META_CONSENT_UNKNOWN=send` on sign-ups whose answer only the pool stores. */
export async function runStoredAnswers(
  file: string,
  command: readonly string[],
  prefix = 'meta_',
): Promise<StoredAnswers> {
  const graph = await startGraph(up);
  const names: Record<string, string> =
    prefix === 'meta_'
      ? {}
      : {
          COGNITO_CONSENT_ATTRIBUTE: `custom:${prefix}consent`,
          COGNITO_FBP_ATTRIBUTE: `custom:${prefix}fbp`,
        };
  const fn = await startLambda({
    file,
    command,
    env: {
      META_PIXEL_ID: '1234567890',
      META_CAPI_ACCESS_TOKEN: 'EAAmadeupmadeupmadeup',
      META_CONSENT_UNKNOWN: 'send',
      META_CAPI_BASE_URL: graph.url,
      ...names,
    },
  });
  const sent: string[] = [];
  try {
    for (const [name, [attributes]] of Object.entries(signUps)) {
      const before = graph.sandbox.counted.length;
      const stored = Object.entries(attributes).map(
        ([key, value]) => [key.replace('meta_', prefix), value] as const,
      );
      await fn.cognito(registration(name, { attributes: Object.fromEntries(stored) }));
      if (graph.sandbox.counted.length > before) sent.push(name);
    }
    const fbp = graph.sandbox.counted.flatMap(({ event }) => {
      const { fbp: id } = event['user_data'] as { fbp?: unknown };
      return id === undefined ? [] : [id];
    });
    const expected = Object.entries(signUps).flatMap(([name, [, isSent]]) =>
      isSent ? [name] : [],
    );
    return { sent, expected, fbp, log: [...fn.log] };
  } finally {
    fn.close();
    graph.close();
  }
}
