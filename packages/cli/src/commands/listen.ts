import type { ListenFlags } from '../listen/listen.ts';
import { examples, type Registry } from '../registry.ts';

export function addListen({ program, execute }: Registry): void {
  program
    .command('listen')
    .summary('the events of a running sandbox; why one is counted twice')
    .description(
      'Prints a line for each event that a running sandbox receives: time, side, verdict, name, id and value. Below it: errors, findings and broken pairs, each with its fix.',
    )
    .option('--sandbox <url>', 'the sandbox to read', undefined)
    .option('--all', 'begins with the events in the sandbox’s memory')
    .option('--no-follow', 'prints the events in memory and a summary, then ends')
    .option('--name <event>', 'prints events of this name only')
    .addHelpText(
      'after',
      examples(
        'meta-capi listen',
        'meta-capi listen --no-follow --name Purchase   # why is my Purchase counted twice?',
        'meta-capi listen --json | jq -r .eventId',
      ),
    )
    .action((options: ListenFlags) =>
      execute(async (context) => {
        const { listen } = await import('../listen/listen.ts');
        return listen(options, context);
      }),
    );
}
