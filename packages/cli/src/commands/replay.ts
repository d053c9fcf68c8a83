import type { Command } from 'commander';
import { examples, type Registry } from '../registry.ts';
import type { ReplayFlags } from '../replay/flags.ts';
import type { SourceName } from '../replay/replay.ts';
import { addStripeSettings } from './simulate.ts';

// oxlint-disable-next-line max-lines-per-function -- one line per option and example
export function addReplay({ program, execute }: Registry): void {
  const replay = program
    .command('replay')
    .summary('saved webhook bodies through the real adapter, to the sandbox or to Meta');

  function add(name: SourceName, summary: string): Command {
    return replay
      .command(name)
      .summary(summary)
      .description(
        'Gives saved webhook bodies to the adapter of your route, as if they arrived now, and sends its events. The ids are those of then, so nothing counts twice within 48 hours.',
      )
      .argument('<files...>', 'files of saved bodies; - is standard input')
      .option('--sandbox <url>', 'sends to this sandbox, whatever the environment says')
      .option('--dry-run', 'sends nothing, and says what would be sent')
      .action((files: string[], flags: ReplayFlags) =>
        execute(async (context) => {
          const { replay: run } = await import('../replay/replay.ts');
          return run(name, files, flags, context);
        }),
      );
  }

  addStripeSettings(add('stripe', 'saved bodies of Stripe’s webhooks: JSON, or JSON lines'))
    .option('--trust', 'the files are Stripe’s: needs no STRIPE_WEBHOOK_SECRET to sign them again')
    .option('--look-up', 'asks Stripe what the events omit, with the key in STRIPE_API_KEY')
    .addHelpText(
      'after',
      examples(
        'meta-capi replay stripe events.jsonl --trust --dry-run',
        'meta-capi replay stripe events.jsonl --sandbox http://127.0.0.1:4010',
      ),
    );
  add('activecampaign', 'saved bodies of ActiveCampaign’s webhooks: form data, one a line')
    .option('--account <name>', 'your account (default: ACTIVECAMPAIGN_ACCOUNT)')
    .option('--list <id>', 'listId of the route, for bodies that name no list')
    .addHelpText(
      'after',
      examples('meta-capi replay activecampaign bodies.txt --account example --dry-run'),
    );
  add('cognito', 'saved events of the PostConfirmation trigger: JSON, or JSON lines')
    .option('--event-source-url <url>', 'eventSourceUrl of the trigger')
    .addHelpText('after', examples('meta-capi replay cognito event.json --dry-run'));
}
