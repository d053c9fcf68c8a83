import { examples, type Registry } from '../registry.ts';

export function addExplain({ program, execute }: Registry): void {
  program
    .command('explain')
    .summary('what would be sent of an event, field by field, and why')
    .description(
      'Explains what happens to every field of an event: sent, hashed, changed or dropped, and why. Prints no personal data and sends nothing.',
    )
    .argument('[file]', 'a JSON file with one event or an array; - is standard input', '-')
    .addHelpText(
      'after',
      examples(
        'meta-capi explain event.json',
        `echo '{"eventName":"Lead","userData":{"email":"kim@example"}}' | meta-capi explain`,
      ),
    )
    .action((file: string) =>
      execute(async (context) => {
        const { explainEvents } = await import('../explain/explain-events.ts');
        return explainEvents(file, context);
      }),
    );
}
