export {
  createSqsConsumer,
  type SqsBatchResponse,
  type SqsLambdaEvent,
} from './consumer.ts';
export type { SqsConsumerOptions } from './consumer-options.ts';
export { type DeadLetter, type DeadLetterQueues, listDeadLetters } from './dead-letters.ts';
export type { DeadLetterReason } from './decide.ts';
export type { IsPreparedStillAllowed } from './deliver-all.ts';
export { type Redriven, type RedriveOptions, redriveDeadLetters } from './redrive.ts';
export { type RunSqsConsumerOptions, runSqsConsumer } from './run-sqs-consumer.ts';
export { type AwsCredentials, type SignedSqsOptions, signedSqs } from './signed-sqs.ts';
export type { SqsReader, SqsSender } from './sqs-client.ts';
export { createSqsSink } from './sqs-sink.ts';
export type { SqsSinkOptions } from './sqs-sink-options.ts';
