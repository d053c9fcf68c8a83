import { sendLive } from './live.ts';
import { runDemo } from './run-demo.ts';
import { formatTable } from './table.ts';

if (process.argv.includes('--live')) {
  process.exitCode = (await sendLive(process.env)) ? 0 : 1;
} else {
  const { rows, sample, counted } = await runDemo();
  console.log('Stripe webhooks → your route → Meta, played by a local sandbox:\n');
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
  console.log('\nOne event as it went out:\n');
  console.log(JSON.stringify(sample, null, 2));
}
