import { examples, type Registry } from '../registry.ts';
import type { SendFlags } from '../send/send.ts';

export function addSend({ program, execute }: Registry): void {
  program
    .command('send')
    .summary('sends one event, or the events of a JSON file')
    .description(
      'Sends an event to the local sandbox, or to Meta if META_PIXEL_ID and META_CAPI_ACCESS_TOKEN are set. Flags stay in the shell’s history, so give personal data in a file or on standard input.',
    )
    .argument('[name]', 'a standard event such as Purchase, or a custom name')
    .option(
      '--file <file>',
      'a JSON file with one event or an array of events; - is standard input',
    )
    .option('--id <eventId>', 'the event id; a random one unless given')
    .option('--value <number>', 'customData.value')
    .option('--currency <code>', 'customData.currency')
    .option('--user <key=value...>', 'a key of userData, for example externalId=42')
    .option('--custom <key=value...>', 'a key of customData, for example content_name=Cup')
    .option('--visitor <key=value...>', 'a key of visitor, for example clientUserAgent=…')
    .option('--url <url>', 'the page of the conversion (visitor.eventSourceUrl)')
    .option('--action-source <source>', 'website, system_generated, app, …')
    .option('--consent <answer>', 'granted, denied, limited or unknown')
    .option('--test-event-code <code>', 'shows the event under Test events in Events Manager')
    .option('--sandbox <url>', 'sends to this sandbox, whatever the environment says')
    .option('--dry-run', 'prints what Meta would receive, and sends nothing')
    .addHelpText(
      'after',
      examples(
        'meta-capi send Purchase --value 20 --currency EUR --id order_1001 --user externalId=42',
        'meta-capi send --file event.json --dry-run',
        'meta-capi send Lead --user externalId=42 --test-event-code TEST12345',
      ),
    )
    .action((name: string | undefined, flags: SendFlags) =>
      execute(async (context) => {
        const { send } = await import('../send/send.ts');
        return send(name, flags, context);
      }),
    );
}
