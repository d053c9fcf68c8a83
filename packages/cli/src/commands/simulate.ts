import type { Command } from 'commander';
import { examples, type Registry } from '../registry.ts';
import type { SimulateFlags } from '../simulate/run-simulate.ts';

export function addSimulate({ program, execute }: Registry): void {
  const simulate = program
    .command('simulate')
    .summary('what a webhook route would send of past events, under two settings');
  addStripeSettings(
    simulate
      .command('stripe')
      .summary('what the Stripe adapter would send of past events')
      .description(
        'Runs past Stripe events through the Stripe adapter without sending anything: how many events of each name, which value, what is skipped and why. With --compare-… flags, under two settings side by side, with every event that changes.',
      )
      .argument(
        '[files...]',
        'files of Stripe events: JSON lines, an array or lists as Stripe prints them; - is standard input. Without a file: the events of the last 30 days, with the key in STRIPE_API_KEY',
      ),
  )
    .option('--compare-purchase-source <source>', 'the same with this --purchase-source (side B)')
    .option('--compare-renewals <which>', 'the same with this --renewals (side B)')
    .option('--compare-subscription-events <yes|no>', 'the same with this flag (side B)')
    .option('--compare-consent-unknown <drop|send>', 'the same with this flag (side B)')
    .option('--since <when>', 'only events since then: 36h, 7d or a date')
    .option('--look-up', 'asks Stripe what the events omit, with the key in STRIPE_API_KEY')
    .option('--all', 'lists every event, instead of 20')
    .addHelpText(
      'after',
      examples(
        'stripe events list --limit 100 > events.json',
        'meta-capi simulate stripe events.json',
        'meta-capi simulate stripe events.json --compare-purchase-source invoice --compare-renewals all',
      ),
    )
    .action((files: string[], flags: SimulateFlags) =>
      execute(async (context) => {
        const { runSimulate } = await import('../simulate/run-simulate.ts');
        return runSimulate(files, flags, context);
      }),
    );
}

/** The flags that name the options of the webhook route. */
export function addStripeSettings(command: Command): Command {
  return command
    .option(
      '--purchase-source <source>',
      'purchaseSource of the route: payment_intent, checkout or invoice (default: payment_intent)',
    )
    .option(
      '--renewals <which>',
      'renewals of the route: first, all, none or recurring (default: first)',
    )
    .option('--subscription-events <yes|no>', 'subscriptionEvents of the route (default: yes)')
    .option(
      '--consent-unknown <drop|send>',
      'whenConsentUnknown of the client (default: META_CONSENT_UNKNOWN, else drop)',
    )
    .option('--accounts <list>', 'accounts of the route: all, or own,acct_… (default: own)')
    .option('--event-source-url <url>', 'eventSourceUrl of the route');
}
