import { SQS } from '@aws-sdk/client-sqs';
import { listDeadLetters, redriveDeadLetters } from '@meta-capi/aws/sqs';

const queues = {
  client: new SQS({}),
  queueUrl: String(process.env['META_CAPI_QUEUE_URL']),
  deadLetterQueueUrl: String(process.env['META_CAPI_DEAD_LETTER_QUEUE_URL']),
};

/** Read the reasons, fix the cause, and then queue again the events that Meta still accepts. */
export async function explainAndRedrive(): Promise<void> {
  for (const { reason, explanation, eventName, eventId } of await listDeadLetters(queues)) {
    console.log(reason, eventName, eventId, explanation);
  }
  console.log(await redriveDeadLetters(queues));
}
