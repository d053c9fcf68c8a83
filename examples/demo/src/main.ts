import { sendLive } from './live.ts';
import type { DemoRow } from './row.ts';
import { runActiveCampaignDemo } from './run-activecampaign-demo.ts';
import { runCognitoDemo } from './run-cognito-demo.ts';
import { runDemo } from './run-demo.ts';
import { formatTable } from './table.ts';

if (process.argv.includes('--live')) {
  process.exitCode = (await sendLive(process.env)) ? 0 : 1;
} else {
  const { rows, sample, counted, url } = await runDemo({
    open: process.argv.includes('--open'),
  });
  show('Stripe webhooks → your route → Meta, played by a local sandbox:', rows, counted);
  console.log('One event as it went out:\n');
  console.log(JSON.stringify(sample, null, 2));
  const subscriptions = await runActiveCampaignDemo();
  show('\nActiveCampaign → your routes → Meta:', subscriptions.rows, subscriptions.counted);
  const signUps = await runCognitoDemo();
  show('Cognito sign-ups → the trigger → Meta:', signUps.rows, signUps.counted);
  console.log(
    url === undefined
      ? 'To look at the Stripe events in the sandbox: npm run demo -- --open'
      : `The Stripe events are at ${url}; stop with Ctrl+C.`,
  );
}

function show(title: string, rows: readonly DemoRow[], counted: number): void {
  console.log(`${title}\n`);
  console.log(
    formatTable(
      ['came in', 'answered', 'went out', 'sandbox says'],
      rows.map(({ cameIn, answered, wentOut, verdict }) => [
        cameIn,
        String(answered),
        wentOut,
        verdict,
      ]),
    ),
  );
  console.log(`\n${counted} conversions counted. Nothing went out for:\n`);
  for (const { cameIn, reported } of rows) {
    if (reported !== undefined) console.log(`  ${cameIn}: ${reported}`);
  }
  console.log();
}
