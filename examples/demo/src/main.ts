import { startSandbox } from '@meta-capi/sandbox';
import { sendLive } from './live.ts';
import type { DemoRow } from './row.ts';
import { runActiveCampaignDemo } from './run-activecampaign-demo.ts';
import { runCognitoDemo } from './run-cognito-demo.ts';
import { runDemo } from './run-demo.ts';
import { runPixelDemo } from './run-pixel-demo.ts';
import { runQueueDemo } from './run-queue-demo.ts';
import { runSubscriptionDemo } from './run-subscription-demo.ts';
import { formatTable } from './table.ts';

if (process.argv.includes('--live')) {
  try {
    process.exitCode = (await sendLive(process.env)) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
} else {
  const logged: string[] = [];
  // Two rows are there to show what is not sent. What is logged about them is printed below them.
  console.warn = (line: unknown) => logged.push(String(line));
  const server = await startSandbox({ port: 0 });
  const { rows, sample, counted } = await runDemo(server);
  show('Stripe webhooks → your route → the sandbox, a local Graph API:', rows, counted);
  console.log('One event as it was sent:\n');
  console.log(JSON.stringify(sample, null, 2));
  const plan = await runSubscriptionDemo(server);
  show('\nA subscription in Stripe → your route → Meta:', plan.rows, plan.counted);
  const subscriptions = await runActiveCampaignDemo(server);
  show('ActiveCampaign → your routes → Meta:', subscriptions.rows, subscriptions.counted);
  const signUps = await runCognitoDemo(server);
  show('Cognito sign-ups → the trigger → Meta:', signUps.rows, signUps.counted);
  const queue = await runQueueDemo(server);
  show('Cognito sign-ups → SQS → the consumer → Meta:', queue.rows, queue.counted);
  if (logged.length > 0) console.log(`Logged once each:\n\n  ${logged.join('\n  ')}\n`);
  if (process.argv.includes('--open')) {
    await runPixelDemo(server);
    console.log(
      'The page also shows what a shop’s pages send: browser halves, a pair (pi_demo_click) and its',
    );
    console.log(
      'possible duplicate, a broken pair (order_1001), a refused event (order_1002), a leak (contact-1).\n',
    );
    console.log('Why an event is counted twice, in another terminal:');
    console.log(`  npm run -s meta-capi -- listen --no-follow --sandbox ${server.url}\n`);
    console.log(`Open ${server.url} to look at all of these events; stop with Ctrl+C.`);
  } else {
    console.log('To look at all of these events on a page: npm run demo -- --open');
    await server.close();
  }
}

function show(title: string, rows: readonly DemoRow[], counted: number): void {
  console.log(`${title}\n`);
  console.log(
    formatTable(
      ['received', 'answered', 'sent', 'sandbox says'],
      rows.map(({ received, answered, sent, verdict }) => [
        received,
        String(answered),
        sent,
        verdict,
      ]),
    ),
  );
  const notSent = rows.filter(({ reported }) => reported !== undefined);
  const conversions = counted === 1 ? 'conversion' : 'conversions';
  console.log(`\n${counted} ${conversions} counted.${notSent.length > 0 ? ' Not sent:\n' : ''}`);
  for (const { received, reported } of notSent) console.log(`  ${received}: ${reported}`);
  console.log();
}
