import { SQS } from '@aws-sdk/client-sqs';
import { freePort, installedTool, startEmulatorProcess } from '@meta-capi/stand-ins/emulator';

export type EmulatorName = 'dynalite' | 'fauxqs' | 'local-aws-sqs';

export interface Emulator {
  endpoint: string;
  close: () => void;
}

export const awsClientConfig = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
} as const;

/** Starts an emulator as a separate process on loopback. Installs it at the first use. */
export async function startEmulator(name: EmulatorName): Promise<Emulator> {
  const cwd = installedTool('aws-emulators', name);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const args = ['start.mjs', name, String(port)];
  const child = await startEmulatorProcess(args, { cwd, health: endpoint });
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
