import { Argument } from 'commander';
import { examples, type Registry } from '../registry.ts';
import type { TriggerFlags } from '../trigger/trigger.ts';

export function addTrigger({ program, execute }: Registry): void {
  program
    .command('trigger')
    .summary('posts a signed, realistic payload of a made-up person to your route')
    .description(
      'Posts a payload as Stripe, Cognito or ActiveCampaign send it to your own route, signed with your own secret (STRIPE_WEBHOOK_SECRET, ACTIVECAMPAIGN_SECRET). Without --to, the payload goes through the package’s adapter to the local sandbox.',
    )
    .addArgument(
      new Argument('[source]', 'whose payload').choices(['stripe', 'cognito', 'activecampaign']),
    )
    .argument('[name]', 'a payload of --list, or a JSON file that you edited')
    .option('--to <url>', 'your route; for Cognito a Lambda emulator’s invocation URL')
    .option('--add <path=value...>', 'sets a field, for example data.object.amount_received=2000')
    .option('--list', 'lists the payloads')
    .option('--print', 'prints the payload, to save and edit it; posts nothing')
    .option('--sandbox <url>', 'the sandbox that is used without --to')
    .addHelpText(
      'after',
      examples(
        'meta-capi trigger --list',
        'meta-capi trigger stripe payment_intent.succeeded --to http://localhost:3000/api/webhooks/stripe',
        'meta-capi trigger stripe invoice.paid --add data.object.amount_paid=4900',
        'meta-capi trigger stripe payment_intent.succeeded --print > sale.json',
        'meta-capi trigger stripe ./sale.json --to http://localhost:3000/api/webhooks/stripe',
      ),
    )
    .action((source: string | undefined, name: string | undefined, flags: TriggerFlags) =>
      execute(async (context) => {
        const { trigger } = await import('../trigger/trigger.ts');
        return trigger(source, name, flags, context);
      }),
    );
}
