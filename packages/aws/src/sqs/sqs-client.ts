/**
 * The method that the sink calls. `new SQS({})` of `@aws-sdk/client-sqs` has it. {@link signedSqs} creates
 * a client that can only send, without the SDK.
 */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
export interface SqsSender {
  sendMessageBatch(input: SendBatchInput, options?: CallOptions): Promise<SendBatchOutput>;
}

/** A client that can also read a queue: `new SQS({})` of `@aws-sdk/client-sqs`. */
export interface SqsReader extends SqsSender {
  changeMessageVisibilityBatch(
    input: {
      QueueUrl: string;
      Entries: { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[];
    },
    options?: CallOptions,
  ): Promise<BatchOutput>;
  receiveMessage(
    input: {
      QueueUrl: string;
      MaxNumberOfMessages: number;
      WaitTimeSeconds: number;
      MessageSystemAttributeNames: ('ApproximateReceiveCount' | 'SentTimestamp')[];
      MessageAttributeNames: string[];
    },
    options?: CallOptions,
  ): Promise<{ Messages?: ReceivedMessage[] | undefined }>;
  deleteMessageBatch(
    input: { QueueUrl: string; Entries: { Id: string; ReceiptHandle: string }[] },
    options?: CallOptions,
  ): Promise<BatchOutput>;
}

interface CallOptions {
  abortSignal?: AbortSignal;
}

export interface SendBatchInput {
  QueueUrl: string;
  Entries: SendEntry[];
}

export interface SendEntry {
  Id: string;
  MessageBody: string;
  /** Seconds, at most 900. */
  DelaySeconds?: number;
  MessageAttributes?: Record<string, { DataType: 'String'; StringValue: string }>;
}

export interface FailedEntry {
  Id?: string | undefined;
  Code?: string | undefined;
  /** `true`: the same entry would fail again. */
  SenderFault?: boolean | undefined;
}

export interface BatchOutput {
  Failed?: FailedEntry[] | undefined;
}

export interface SendBatchOutput extends BatchOutput {
  Successful?: { Id?: string | undefined }[] | undefined;
}

export interface ReceivedMessage {
  MessageId?: string | undefined;
  ReceiptHandle?: string | undefined;
  Body?: string | undefined;
  Attributes?: Readonly<Record<string, string>> | undefined;
  MessageAttributes?: Readonly<Record<string, { StringValue?: string | undefined }>> | undefined;
}
