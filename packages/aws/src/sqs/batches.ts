// A batch holds at most 10 messages, and all of them share the size limit of one message.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
export const maxBatchLength = 10;
export const defaultMaxBytes = 1_048_576;

export interface Batches<Item> {
  readonly batches: readonly (readonly Item[])[];
  /** Items that are larger than `maxBytes` on their own. */
  readonly tooLarge: readonly Item[];
}

/** Groups items into SQS batches by count and by UTF-8 bytes, in their order. */
export function toBatches<Item extends { readonly body: string }>(
  items: readonly Item[],
  maxBytes: number = defaultMaxBytes,
): Batches<Item> {
  const batches: Item[][] = [];
  const tooLarge: Item[] = [];
  let batch: Item[] = [];
  let batchBytes = 0;
  for (const item of items) {
    const bytes = encoder.encode(item.body).length;
    if (bytes > maxBytes) {
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

const encoder = new TextEncoder();
