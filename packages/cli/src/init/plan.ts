import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../package-folder.ts';
import type { Project } from './project.ts';

export interface NewFile {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
  readonly purpose: string;
}

export interface Plan {
  readonly files: readonly NewFile[];
  /** The path of the webhook in a URL. */
  readonly route: string;
  /** What `init` does not change: the lines to add to files that exist. */
  readonly byHand: readonly string[];
}

/** What a project needs: new files, and lines in existing files. */
export function planOf(project: Project): Plan {
  const { files, route, byHand } =
    project.framework === 'next' ? nextPlan(project) : serverPlan(project);
  const variables = {
    path: '.env.local',
    text: template('env.local'),
    purpose: 'the variables, for the sandbox',
  };
  return {
    files: [...files, variables],
    route,
    byHand: [...byHand, ...ignoreFile(project), ...missingPackages(project)],
  };
}

// As in the templates.
const nextRoute = '/api/webhooks/stripe';
const serverRoute = '/webhooks/stripe';

function nextPlan({ folder, isTypeScript }: Project): Plan {
  const has = (path: string): boolean => existsSync(join(folder, path));
  const isInSource = has('src/app') || (!has('app') && has('src'));
  const app = isInSource ? 'src/app' : 'app';
  const layout = ['tsx', 'jsx', 'js'].map((end) => `${app}/layout.${end}`).find(has);
  return {
    files: [
      {
        path: `${app}/api/webhooks/stripe/route.${isTypeScript ? 'ts' : 'js'}`,
        text: template('next/route.ts'),
        purpose: 'the webhook of Stripe',
      },
      {
        path: `${app}/meta-pixel.${isTypeScript ? 'tsx' : 'jsx'}`,
        text: template('next/meta-pixel.tsx'),
        purpose: 'the Pixel',
      },
    ],
    route: nextRoute,
    byHand: [
      `In ${layout ?? `the root layout (${app}/layout)`}: import { SitePixel } from './meta-pixel'; and put <SitePixel /> first into <body>.`,
      `In Stripe, send payment_intent.succeeded to https://your-site${nextRoute}.`,
    ],
  };
}

function serverPlan({ folder, framework, isTypeScript, isModule }: Project): Plan {
  const source = existsSync(join(folder, 'src')) ? 'src/' : '';
  const end = isTypeScript ? 'ts' : isModule ? 'js' : 'mjs';
  const path = `${source}meta-capi.${end}`;
  const mount =
    framework === 'hono'
      ? "app.route('/', metaCapi);"
      : 'app.use(metaCapi); above app.use(express.json()), because Stripe signs the raw body.';
  return {
    files: [
      {
        path,
        text: template(`${framework}/meta-capi.ts`),
        purpose: 'the webhook of Stripe, and the Pixel',
      },
    ],
    route: serverRoute,
    byHand: [
      `Where your app is created: import { metaCapi, pixelScript } from './meta-capi${isTypeScript ? '' : `.${end}`}'; and ${mount}`,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is printed.
      'In the <head> of every page: `<script>${pixelScript}</script>`',
      'Start your server with node --env-file=.env.local, because Node does not read that file by itself.',
      `In Stripe, send payment_intent.succeeded to https://your-site${serverRoute}.`,
    ],
  };
}

function ignoreFile({ folder }: Project): string[] {
  const file = join(folder, '.gitignore');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split(/\r?\n/) : [];
  const ignored = lines.some((line) => /^\/?\.env(?:\*|\.\*|\.local|\*\.local)$/.test(line.trim()));
  return ignored ? [] : ['In .gitignore: add .env.local, because it holds secrets.'];
}

function missingPackages({ packages }: Project): string[] {
  const needed = ['@meta-capi/core', '@meta-capi/pixel', '@meta-capi/stripe-adapter', 'stripe'];
  const missing = needed.filter((name) => !packages.has(name));
  if (missing.length === 0) return [];
  return [
    `Install ${missing.join(', ')}. The packages of meta-capi are not on npm yet: see "In a project of your own" in its README.`,
  ];
}

function template(path: string): string {
  return readFileSync(new URL(`templates/${path}`, packageFolder), 'utf8');
}
