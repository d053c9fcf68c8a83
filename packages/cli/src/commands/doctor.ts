import { Option } from 'commander';
import type { DoctorFlags } from '../doctor/flags.ts';
import { examples, type Registry } from '../registry.ts';

export function addDoctor({ program, execute }: Registry): void {
  program
    .command('doctor')
    .summary('checks the configuration, the connection, Stripe and AWS; each finding has a fix')
    .description(
      'Checks the environment variables, the Graph version, the connection to Meta and the clock. With STRIPE_SECRET_KEY it checks the webhook endpoints, with --user-pool and AWS credentials the Cognito trigger, with --site the cookies. Changes nothing and sends no event.',
    )
    .option('--production', 'checks as for production, as with NODE_ENV=production')
    .option('--api-version <version>', 'the Graph version that your client is given, if any')
    .option('--site <url>', 'a page or route of your site that sets the visitor’s cookies')
    .addOption(
      new Option('--purchase-source <source>', 'the purchaseSource of your Stripe adapter')
        .choices(['payment_intent', 'checkout', 'invoice'])
        .default('payment_intent'),
    )
    .option('--renewals <value>', 'the renewals setting of your Stripe adapter', 'first')
    .option('--webhook-url <url>', 'your Stripe route, to check its endpoint only')
    .option('--user-pool <id>', 'your Cognito user pool')
    .option('--function <name>', 'the Lambda function that the pool should call')
    .option('--token-parameter <name>', 'the SSM parameter that holds the access token')
    .addHelpText(
      'after',
      examples(
        'meta-capi doctor --env-file .env.production --production',
        'meta-capi doctor --purchase-source checkout --webhook-url https://shop.example/api/webhooks/stripe',
        'meta-capi doctor --user-pool eu-west-1_aBcD1234E --token-parameter /shop/meta-token',
      ),
    )
    .action((flags: DoctorFlags) =>
      execute(async (context) => {
        const { doctor } = await import('../doctor/doctor.ts');
        return doctor(flags, context);
      }),
    );
}
