import { examples, type Registry } from '../registry.ts';

export function addInit({ program, execute }: Registry): void {
  program
    .command('init')
    .summary('add the Stripe webhook and the Pixel to a Next.js, Hono or Express project')
    .description(
      'Writes the webhook route, the Pixel and .env.local into an existing Next.js, Hono or Express project. Asks first. Changes no file that exists: what is left to do is printed.',
    )
    .argument('[folder]', 'the folder with the package.json of the project', '.')
    .option('--yes', 'creates the files without a question')
    .addHelpText('after', examples('meta-capi init', 'meta-capi init ../my-shop --yes'))
    .action((folder: string, options: { yes?: boolean }) =>
      execute(async (context) => {
        const { initProject } = await import('../init/init-project.ts');
        return initProject(folder, options.yes === true, context);
      }),
    );
}
