import type { Command } from 'commander';
import type { BackfillFlags, BackfillSource } from '../backfill/backfill.ts';
import { examples, type Registry } from '../registry.ts';
import { addStripeSettings } from './simulate.ts';

// oxlint-disable-next-line max-lines-per-function -- one line per option and example
export function addBackfill({ program, execute }: Registry): void {
  const backfill = program
    .command('backfill')
    .summary('sends what a webhook or a trigger has missed');

  function add(name: BackfillSource, summary: string): Command {
    return backfill
      .command(name)
      .summary(summary)
      .description(
        'Reads past records of the source and sends what its webhook or trigger would have sent, ids and times included. Further back than 47 hours only with --store or --force.',
      )
      .requiredOption('--since <when>', 'how far back: 36h, 7d or a date; Meta accepts 7 days')
      .option('--dry-run', 'sends nothing, and says what would be sent')
      .option('--yes', 'sends')
      .option(
        '--store <store>',
        'the store of onlyOnce: dynamodb:TABLE, or a module whose default export is the store',
      )
      .option('--scope <scope>', 'scope of onlyOnce (default: META_PIXEL_ID)')
      .option('--force', 'goes back further, although events may count twice')
      .option('--sandbox <url>', 'sends to this sandbox, whatever the environment says')
      .action((flags: BackfillFlags) =>
        execute(async (context) => {
          const { backfill: run } = await import('../backfill/backfill.ts');
          return run(name, flags, context);
        }),
      );
  }

  addStripeSettings(add('stripe', 'from Stripe’s events, with the key in STRIPE_API_KEY'))
    .option('--deliveries <failed|all>', 'only events that an endpoint did not accept, or all')
    .addHelpText('after', examples('meta-capi backfill stripe --since 24h --dry-run'));
  add('activecampaign', 'from the contacts, with the token in ACTIVECAMPAIGN_API_TOKEN')
    .option('--account <name>', 'your account (default: ACTIVECAMPAIGN_ACCOUNT)')
    .option('--list <id...>', 'only these lists')
    .addHelpText(
      'after',
      examples('meta-capi backfill activecampaign --account example --since 24h --dry-run'),
    );
  add('cognito', 'from the users of a pool, with the credentials of the AWS SDK')
    .option('--user-pool-id <id>', 'the user pool (default: COGNITO_USER_POOL_ID)')
    .option(
      '--consent-attribute <name>',
      'the attribute that holds the answer: custom:meta_consent',
    )
    .option('--event-source-url <url>', 'eventSourceUrl of the trigger')
    .addHelpText(
      'after',
      examples(
        'meta-capi backfill cognito --user-pool-id eu-west-1_AbCdEf --consent-attribute custom:meta_consent --since 24h --dry-run',
      ),
    );
}
