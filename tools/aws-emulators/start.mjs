// node start.mjs fauxqs|local-aws-sqs|dynalite PORT: an emulator in a separate process, on loopback.
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import localAwsSqs from 'local-aws-sqs';

const [name, port] = process.argv.slice(2);
const host = '127.0.0.1';
const starts = {
  // Its own server listens on all interfaces.
  fauxqs: () => buildApp({ logger: false }).listen({ port: Number(port), host }),
  'local-aws-sqs': () =>
    localAwsSqs.createSqsServer({
      port: Number(port),
      hostname: host,
      emulateQueueCreationLifecycle: false,
    }),
  dynalite: () => dynalite({ createTableMs: 0 }).listen(Number(port), host),
};
await starts[name]();
