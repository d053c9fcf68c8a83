/** What the simulation assumes. Prices are US dollars of us-east-1 in November 2026, without free tiers. */
export const assumptions = {
  /** Events arrive one by one, at random (Poisson): each is one request to SQS. */
  graph: {
    /** Milliseconds for one request, whatever its size up to 100 events. */
    answerMs: 120,
    /** The share of requests that are received although no answer comes. */
    ambiguous: 0.001,
    /** Minutes of the hour in which Meta receives nothing and answers 503. */
    downFromMinute: 20,
    downMinutes: 10,
  },
  /** The event source of examples/sqs/template.yaml. */
  eventSource: {
    batchSize: 100,
    windowSeconds: 1,
    pollers: 5,
    receiveSize: 10,
    longPollSeconds: 20,
  },
  sqs: {
    /** Messages that were received, and neither deleted nor visible again. */
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
    maxInFlight: 120_000,
  },
  lambda: {
    memoryGb: 0.25,
    /** Milliseconds for one invocation besides Meta's answer, and for each event. */
    baseMs: 15,
    perEventMs: 0.2,
    /** An invocation that stores an event: signing, SQS's answer. */
    senderMs: 25,
    /** The sender's invocation without any sending. */
    bareMs: 5,
    /** The handler of a Cognito sign-up gives up after this time. */
    directLimitMs: 2200,
    accountConcurrency: 1000,
  },
  dynamoDb: {
    /** Before the send, and after it. */
    writesPerEvent: 2,
    readsPerEvent: 1,
    /** A new table with on-demand billing, for each second. */
    writesPerSecond: 4000,
  },
  prices: {
    sqsRequest: 0.4e-6,
    lambdaRequest: 0.2e-6,
    lambdaGbSecond: 13.3334e-6,
    dynamoDbWrite: 0.625e-6,
    dynamoDbRead: 0.125e-6,
  },
} as const;
