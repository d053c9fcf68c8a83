import type { HashFlags } from '../hash/hash.ts';
import { examples, type Registry } from '../registry.ts';

export function addHash({ program, execute }: Registry): void {
  program
    .command('hash')
    .summary('the normalised form and digest of values from standard input')
    .description(
      'Prints how values are normalised and hashed, to compare them with another system’s digests. Reads key=value lines, or a JSON object such as userData, from standard input: flags would stay in the shell’s history. The output holds the personal data that you gave.',
    )
    .option('--key <key>', 'every line is a value of this key of userData, such as email')
    .option(
      '--country <code>',
      'the person’s country, for national phone numbers, states and zip codes',
    )
    .addHelpText(
      'after',
      examples(
        'echo "email=Kim@Example.com" | meta-capi hash',
        'meta-capi hash --key phone --country GR < phones.txt',
        `echo '{"email":"kim@example.com","zip":"SW1A 1AA"}' | meta-capi hash --country GB --json`,
      ),
    )
    .action((flags: HashFlags) =>
      execute(async (context) => {
        const { hash } = await import('../hash/hash.ts');
        return hash(flags, context);
      }),
    );
}
