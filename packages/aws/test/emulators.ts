import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SQS } from '@aws-sdk/client-sqs';
import { freePort } from './free-port.ts';

export type EmulatorName = 'dynalite' | 'fauxqs' | 'local-aws-sqs';

export interface Emulator {
  endpoint: string;
  close: () => void;
}

export const awsClientConfig = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
} as const;

// The SDK warns on Node 20 from January 2027 on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** Starts an emulator as a separate process on loopback, and installs it at the first use. */
export async function startEmulator(name: EmulatorName): Promise<Emulator> {
  const tool = fileURLToPath(new URL('../../../tools/aws-emulators', import.meta.url));
  if (!existsSync(`${tool}/node_modules/${name}`)) {
    // A dependency of fauxqs asks for Node 22 and runs on 20; npm hands the workspaces' setting down.
    execFileSync('npm', ['install', '--engine-strict=false'], { cwd: tool, stdio: 'ignore' });
  }
  const port = await freePort();
  const child = spawn(process.execPath, ['start.mjs', name, String(port)], {
    cwd: tool,
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers(endpoint, child);
  return { endpoint, close: () => void child.kill('SIGKILL') };
}

/** A queue and its dead-letter queue in an emulator, and the SDK's client for them. */
export async function createQueues(
  endpoint: string,
  name: string,
  attributes: Record<string, string> = {},
): Promise<{ client: SQS; queueUrl: string; deadLetterQueueUrl: string }> {
  const client = new SQS({ ...awsClientConfig, endpoint });
  const create = async (QueueName: string): Promise<string> => {
    const { QueueUrl = '' } = await client.createQueue({ QueueName, Attributes: attributes });
    return QueueUrl;
  };
  return {
    client,
    queueUrl: await create(name),
    deadLetterQueueUrl: await create(`${name}-dead`),
  };
}

async function untilItAnswers(endpoint: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(endpoint).catch(() => undefined);
    if (answer !== undefined) return;
    if (child.exitCode !== null) break;
    await sleep(100);
  }
  throw new Error('The emulator did not start.');
}
