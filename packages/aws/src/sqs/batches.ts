// A batch holds at most 10 messages, and all of them share the size limit of one message.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
export const maxBatchLength = 10;
export const defaultMaxBytes = 1_048_576;

/** The parts of a message that count for its size. */
export interface Sized {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface Batches<Item> {
  readonly batches: readonly (readonly Item[])[];
  /** Single items that are larger than `maxBytes - reservedBytes`. */
  readonly tooLarge: readonly Item[];
}

export interface Limits {
  maxBytes?: number | undefined;
  /** Bytes of each message to leave free. */
  reservedBytes?: number | undefined;
}

/** Groups items into SQS batches by count and by size, and keeps their order. */
export function toBatches<Item extends Sized>(
  items: readonly Item[],
  { maxBytes = defaultMaxBytes, reservedBytes = 0 }: Limits = {},
): Batches<Item> {
  const batches: Item[][] = [];
  const tooLarge: Item[] = [];
  let batch: Item[] = [];
  let batchBytes = 0;
  for (const item of items) {
    const bytes = messageBytes(item);
    if (bytes + reservedBytes > maxBytes) {
      tooLarge.push(item);
      continue;
    }
    if (batch.length === maxBatchLength || batchBytes + bytes > maxBytes) {
      batches.push(batch);
      batch = [];
      batchBytes = 0;
    }
    batch.push(item);
    batchBytes += bytes;
  }
  if (batch.length > 0) batches.push(batch);
  return { batches, tooLarge };
}

/** The size in UTF-8 bytes. The name, the type and the value of each attribute count too. */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
export function messageBytes({ body, attributes = {} }: Sized): number {
  const texts = Object.entries(attributes).flatMap(([name, value]) => [name, attributeType, value]);
  return [body, ...texts].reduce((sum, text) => sum + encoder.encode(text).length, 0);
}

/** The type of every attribute that this package sends. */
export const attributeType = 'String';

const encoder = new TextEncoder();
