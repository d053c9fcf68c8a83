import { assumptions } from './assumptions.ts';
import { type Mode, type Simulated, simulate } from './simulate.ts';

const modes: readonly Mode[] = ['direct', 'direct + onlyOnce', 'SQS', 'SQS + onlyOnce'];
const rates: readonly number[] = [1000, 10_000, 100_000, 1_000_000];

/** The table of docs/scale.md, as Markdown. */
export function scaleTable(): string {
  const rows = rates.flatMap((rate) => modes.map((mode) => row(mode, rate, simulate(mode, rate))));
  const head = [
    'Events an hour',
    'Mode',
    'Lost',
    'Copied',
    'Slowest, s',
    'Graph requests',
    'SQS requests',
    'Lambda ms',
    'DynamoDB writes',
    'US$',
    'Concurrency',
    'In flight',
  ];
  return [head, head.map((_, n) => (n === 1 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Counts for each million events; the mode, the wait, the concurrency and the messages in flight are as simulated. */
function row(mode: Mode, rate: number, simulated: Simulated): readonly string[] {
  const perMillion = (value: number): string =>
    Math.round((value / simulated.events) * 1e6).toLocaleString('en-US');
  return [
    rate.toLocaleString('en-US'),
    mode,
    perMillion(simulated.lost),
    perMillion(simulated.copied),
    simulated.longestWaitSeconds.toFixed(simulated.longestWaitSeconds < 10 ? 1 : 0),
    perMillion(simulated.graphRequests),
    perMillion(simulated.sqsRequests),
    perMillion(simulated.lambdaMs),
    perMillion(simulated.dynamoDbWrites),
    ((priceOf(simulated) / simulated.events) * 1e6).toFixed(2),
    String(Math.ceil(simulated.concurrency)),
    simulated.mostInFlight.toLocaleString('en-US'),
  ];
}

function priceOf(simulated: Simulated): number {
  const { prices, lambda } = assumptions;
  return (
    simulated.sqsRequests * prices.sqsRequest +
    simulated.lambdaRequests * prices.lambdaRequest +
    (simulated.lambdaMs / 1000) * lambda.memoryGb * prices.lambdaGbSecond +
    simulated.dynamoDbWrites * prices.dynamoDbWrite +
    simulated.dynamoDbReads * prices.dynamoDbRead
  );
}
