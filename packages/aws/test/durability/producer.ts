// Queues made-up purchases, and reports the id of each purchase that the sink accepted.

import { writeSync } from 'node:fs';
import { SQS } from '@aws-sdk/client-sqs';
import { createCapiClient } from '@meta-capi/core';
import type { SqsSender } from '../../src/sqs/sqs-client.ts';
import { createSqsSink } from '../../src/sqs/sqs-sink.ts';
import { canaryPurchase, canaryToken } from '../canaries.ts';
import { awsClientConfig } from '../emulators.ts';
import { pixelId } from '../events.ts';
import { toLine } from './evidence.ts';

const [endpoint = '', queueUrl = '', graphUrl = '', prefix = '', count = '0'] =
  process.argv.slice(2);
const capi = createCapiClient({
  pixelId,
  accessToken: canaryToken,
  whenConsentUnknown: 'drop',
  baseUrl: graphUrl,
});
const sqs = new SQS({ ...awsClientConfig, endpoint });
/** Reports each failed attempt, because SQS may have stored its messages. */
const reporting: SqsSender = {
  async sendMessageBatch(input, options) {
    try {
      return await sqs.sendMessageBatch(input, options);
    } catch (error) {
      const ids = input.Entries.map(
        ({ MessageBody }) => /"event_id":"([^"]+)"/.exec(MessageBody)?.[1] ?? '',
      );
      writeSync(1, toLine('unknownStore', ids));
      throw error;
    }
  },
};
const sink = createSqsSink({
  pixelId,
  whenConsentUnknown: 'drop',
  queueUrl,
  client: reporting,
  fallback: capi,
});
const perCall = 20;
for (let from = 0; from < Number(count); from += perCall) {
  const events = Array.from({ length: perCall }, (_, n) =>
    canaryPurchase(from + n, `${prefix}-${from + n}`),
  );
  const { outcomes } = await sink.sendEvents(events);
  const accepted = outcomes.filter(
    ({ outcome }) => outcome === 'queued' || outcome === 'delivered',
  );
  if (accepted.length === 0) continue;
  writeSync(
    1,
    toLine(
      'accepted',
      accepted.map(({ eventId }) => eventId),
    ),
  );
}
