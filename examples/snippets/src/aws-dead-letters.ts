import { SQS } from '@aws-sdk/client-sqs';
import { listDeadLetters, redriveDeadLetters } from '@meta-capi/aws/sqs';

const queues = {
  client: new SQS({}),
  queueUrl: String(process.env['META_CAPI_QUEUE_URL']),
  deadLetterQueueUrl: String(process.env['META_CAPI_DEAD_LETTER_QUEUE_URL']),
};

/** First look at the reasons; after the cause is fixed, send again what Meta still accepts. */
export async function explainAndRedrive(): Promise<void> {
  for (const { reason, explanation, eventName, eventId } of await listDeadLetters(queues)) {
    console.log(reason, eventName, eventId, explanation);
  }
  console.log(await redriveDeadLetters(queues));
}
