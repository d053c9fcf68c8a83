// A process that queues made-up purchases and prints the id of each that the sink accepted.

import { SQS } from '@aws-sdk/client-sqs';
import { createCapiClient } from '@meta-capi/core';
import { createSqsSink } from '../../src/sqs/sqs-sink.ts';
import { awsClientConfig } from '../emulators.ts';
import { pixelId, purchase } from '../events.ts';

const [endpoint = '', queueUrl = '', graphUrl = '', prefix = '', count = '0'] =
  process.argv.slice(2);
const capi = createCapiClient({
  pixelId,
  accessToken: process.env['CANARY_TOKEN'],
  whenConsentUnknown: 'drop',
  baseUrl: graphUrl,
});
const sink = createSqsSink({
  pixelId,
  whenConsentUnknown: 'drop',
  queueUrl,
  client: new SQS({ ...awsClientConfig, endpoint }),
  fallback: capi,
});
const perCall = 20;
for (let from = 0; from < Number(count); from += perCall) {
  const events = Array.from({ length: perCall }, (_, n) => purchase(`${prefix}-${from + n}`));
  const { outcomes } = await sink.sendEvents(events);
  const accepted = outcomes.filter(
    ({ outcome }) => outcome === 'queued' || outcome === 'delivered',
  );
  process.stdout.write(accepted.map(({ eventId }) => `${eventId}\n`).join(''));
}
