import { examples, type Registry } from '../registry.ts';
import type { SandboxFlags } from '../sandbox/start-sandbox.ts';

export function addSandbox({ program, execute }: Registry): void {
  program
    .command('sandbox')
    .summary('starts a local Graph API and a page that shows the received events')
    .description(
      'Starts a local Graph API that checks events by Meta’s rules, and a page that shows the received events. Prints every event. Stop it with Ctrl+C.',
    )
    .option('--port <number>', 'listens on this port; 0 selects any free port', '4010')
    .option('--strict', 'also refuses events with findings')
    .option('--record <file>', 'appends every request to a file, tokens redacted')
    .option('--replay <file>', 'starts with the requests of such a file')
    .addHelpText(
      'after',
      examples('meta-capi sandbox', 'meta-capi sandbox --port 4011 --record events.jsonl'),
    )
    .action((options: SandboxFlags) =>
      execute(async (context) => {
        const { startSandboxCommand } = await import('../sandbox/start-sandbox.ts');
        return startSandboxCommand(options, context);
      }),
    );
}
