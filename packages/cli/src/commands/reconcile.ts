import type { ReconcileFlags } from '../reconcile/run-reconcile.ts';
import { examples, type Registry } from '../registry.ts';
import { addStripeSettings } from './simulate.ts';

// oxlint-disable-next-line max-lines-per-function -- one line per option and example
export function addReconcile({ program, execute }: Registry): void {
  const reconcile = program.command('reconcile').summary('what was paid against what was accepted');
  addStripeSettings(
    reconcile
      .command('stripe')
      .summary('what Stripe says was paid against what was accepted')
      .description(
        'Compares the payments in Stripe with the events that were accepted, by the ids of the Stripe adapter: accepted, missing, double, with another value, and unexpected. Exit code 1 where they differ. Payments that a rule does not count, such as a refused consent, are listed separately.',
      )
      .argument(
        '[files...]',
        'files of Stripe events; - is standard input. Without a file: the events since --since, with the key in STRIPE_API_KEY',
      ),
  )
    .option(
      '--since <when>',
      'only payments since then: 36h, 7d or a date (default: 7d without a file)',
    )
    .option('--look-up', 'asks Stripe what the events omit; always without a file')
    .option(
      '--accepted <file...>',
      'what was accepted: recordings of the sandbox, or JSON lines of outcomes',
    )
    .option(
      '--store <store>',
      'the store of onlyOnce: dynamodb:TABLE, or a module whose default export is the store',
    )
    .option('--scope <scope>', 'scope of onlyOnce (default: META_PIXEL_ID)')
    .option(
      '--dead-letter-queue <url>',
      'the dead-letter queue; without --accepted and --store, all that is not in it was accepted',
    )
    .option('--all', 'lists every event, instead of 20 of each kind')
    .addHelpText(
      'after',
      examples(
        'meta-capi reconcile stripe --since 7d --store dynamodb:meta-capi-sent',
        'meta-capi reconcile stripe events.json --accepted sandbox.jsonl',
        'meta-capi reconcile stripe --since 24h --dead-letter-queue "$META_CAPI_DEAD_LETTER_QUEUE_URL"',
      ),
    )
    .action((files: string[], flags: ReconcileFlags) =>
      execute(async (context) => {
        const { runReconcile } = await import('../reconcile/run-reconcile.ts');
        return runReconcile(files, flags, context);
      }),
    );
}
