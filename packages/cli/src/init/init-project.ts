import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from '../context.ts';
import { CommandError, type ExitCode } from '../output.ts';
import { type NewFile, planOf } from './plan.ts';
import { frameworkNames, readProject } from './project.ts';

/** Writes the files that are missing, after a question, and prints what is left to do by hand. */
export async function initProject(path: string, yes: boolean, context: Context): Promise<ExitCode> {
  const project = readProject(path);
  const { files, route, byHand } = planOf(project);
  const isThere = (file: NewFile): boolean => existsSync(join(project.folder, file.path));
  const existing = files.filter(isThere);
  const missing = files.filter((file) => !isThere(file));

  const { output } = context;
  output.progress(`${frameworkNames[project.framework]} project: ${project.folder}`);
  if (missing.length > 0 && !yes && !(await isConfirmed(missing, context))) {
    output.print('No file was created.', { created: [], byHand: [] });
    return 'ok';
  }
  for (const { path: file, text } of missing) write(join(project.folder, file), text);

  const created = missing.map((file) => file.path);
  const steps = [...existing.map(comparison), ...byHand];
  const text = [...textOf(created, steps), tryOut(project.folder, route), consent].join('\n');
  output.print(text, { created, byHand: steps });
  return 'ok';
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  // wx: fails if the file was created since the question was asked.
  writeFileSync(file, text, { flag: 'wx' });
}

async function isConfirmed(files: readonly NewFile[], context: Context): Promise<boolean> {
  const { stdin, output } = context;
  if (stdin.isTTY !== true) {
    throw new CommandError(
      'usage',
      'Standard input is not a terminal, so init cannot ask before it creates files.',
      'Add --yes.',
    );
  }
  const list = files.map((file) => `  ${file.path}  (${file.purpose})`).join('\n');
  output.progress(`Files to create:\n${list}\n\nCreate them? [y/N]`);
  for await (const line of stdin) return /^y(es)?$/i.test(String(line).trim());
  return false;
}

/** For a file that exists: what it would contain. */
function comparison({ path, text }: NewFile): string {
  return `${path} exists and was not changed. Compare it with:\n\n${text.replace(/^(?=.)/gm, '     ')}`;
}

function textOf(created: readonly string[], steps: readonly string[]): readonly string[] {
  const done = created.map((path) => `Created ${path}`);
  const list = steps.map((step, index) => `  ${index + 1}. ${step}`);
  return [...done, 'To do by hand:', ...list];
}

function tryOut(folder: string, route: string): string {
  return `To try it, start the sandbox (npm run sandbox in the clone of meta-capi) and your app. Then run in the clone:
  npm run -s meta-capi -- trigger stripe payment_intent.succeeded --to http://localhost:3000${route} --env-file ${join(folder, '.env.local')}
http://127.0.0.1:4010 shows the event.`;
}

const consent =
  'Before visitors use it: store the visitor with the payment (withVisitor), and call grantConsent() when the visitor agrees. Until then each event is skipped with consent_unknown.';
