import type { DeadLetterFlags, RedriveFlags } from '../dead-letters/dead-letters.ts';
import { examples, type Registry } from '../registry.ts';

// oxlint-disable-next-line max-lines-per-function -- one line per option and example
export function addDeadLetters({ program, execute }: Registry): void {
  program
    .command('dead-letters')
    .summary('the events in the dead-letter queue, and why each is there')
    .description(
      'Lists the dead-letter queue with the reason of each event and what to do. The messages stay, hidden from other readers for the queue’s visibility timeout. Exit code 1 if there are any.',
    )
    .option(
      '--dead-letter-queue <url>',
      'the dead-letter queue (default: META_CAPI_DEAD_LETTER_QUEUE_URL)',
    )
    .option('--max <number>', 'how many are read at the most (default: 1000)')
    .addHelpText('after', examples('meta-capi dead-letters --dead-letter-queue "$QUEUE_URL"'))
    .action((flags: DeadLetterFlags) =>
      execute(async (context) => {
        const { showDeadLetters } = await import('../dead-letters/dead-letters.ts');
        return showDeadLetters(flags, context);
      }),
    );
  program
    .command('redrive')
    .summary('queues dead letters again, with the same ids and times')
    .description(
      'Moves events from the dead-letter queue back to the queue, once the cause is corrected. What Meta no longer accepts stays.',
    )
    .option(
      '--dead-letter-queue <url>',
      'the dead-letter queue (default: META_CAPI_DEAD_LETTER_QUEUE_URL)',
    )
    .option('--queue <url>', 'where the events go (default: META_CAPI_QUEUE_URL)')
    .option('--reason <reason...>', 'only events with these reasons, as dead-letters lists them')
    .option('--dry-run', 'moves nothing, and says how many would be moved')
    .option('--yes', 'moves them')
    .addHelpText(
      'after',
      examples('meta-capi redrive --dry-run', 'meta-capi redrive --reason rejected --yes'),
    )
    .action((flags: RedriveFlags) =>
      execute(async (context) => {
        const { redrive } = await import('../dead-letters/dead-letters.ts');
        return redrive(flags, context);
      }),
    );
}
