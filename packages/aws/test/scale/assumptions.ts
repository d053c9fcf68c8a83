/** The assumptions of the simulation. Prices are in US dollars, for us-east-1 in November 2026, without free tiers. */
export const assumptions = {
  /** Events arrive one by one at random (Poisson). Each event is one request to SQS. */
  graph: {
    /** Milliseconds for one request of up to 100 events. */
    answerMs: 120,
    /** The share of requests that Meta receives without answering. */
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
    /** The limit for messages that were received, and are neither deleted nor visible again. */
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
    maxInFlight: 120_000,
  },
  lambda: {
    memoryGb: 0.25,
    /** Milliseconds for one invocation without Meta's answer, and for each event. */
    baseMs: 15,
    perEventMs: 0.2,
    /** Milliseconds for an invocation that stores an event: the signature and SQS's answer. */
    senderMs: 25,
    /** Milliseconds for the sender's invocation without the request. */
    bareMs: 5,
    /** The time limit of the Cognito trigger, in milliseconds. */
    directLimitMs: 2200,
    accountConcurrency: 1000,
  },
  dynamoDb: {
    /** One write before the send, and one after it. */
    writesPerEvent: 2,
    readsPerEvent: 1,
    /** The limit of a new table with on-demand billing. */
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
