import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { type Lambda, startLambda } from '../../lambda/test/lambda.ts';
import { functions } from '../src/functions.ts';

export type FunctionName = keyof typeof functions;

/** Starts a function of template.yaml like Lambda: from its zip, with the AWS SDK of the runtime. */
export async function startFunction(
  name: FunctionName,
  env: Readonly<Record<string, string>>,
  command?: readonly string[],
): Promise<Lambda> {
  const taskRoot = await mkdtemp(join(tmpdir(), `${name}-`));
  for (const [file, bytes] of Object.entries(unzipSync(await functions[name]()))) {
    await writeFile(join(taskRoot, file), bytes);
  }
  return startLambda({
    file: join(taskRoot, 'index.js'),
    command,
    env: {
      META_PIXEL_ID: '1234567890',
      META_CONSENT_UNKNOWN: 'send',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'made-up',
      AWS_SECRET_ACCESS_KEY: 'made-up',
      AWS_SESSION_TOKEN: 'made-up',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      // The Lambda runtime contains the SDK. This test uses that of the workspace.
      NODE_PATH: fileURLToPath(new URL('../../../node_modules', import.meta.url)),
      ...env,
    },
  });
}
