import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exitCodes } from '../src/output.ts';
import { expectedShape, readmeExamples, shapeOf } from './readme-examples.ts';
import { madeUpFbp, sendBrowserEvent, useSandbox } from './sandbox.ts';
import { runCommand } from './terminal.ts';

// readme.slow.test.ts runs the same lines in a shell.

const sandbox = useSandbox();
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** What has to happen before the example, besides a running sandbox. */
const preparations: Readonly<Record<string, () => Promise<unknown>>> = {
  'meta-capi listen --no-follow': () =>
    runCommand(
      [
        'send',
        'Purchase',
        '--value',
        '20',
        '--currency',
        'EUR',
        '--id',
        'order_1001',
        '--user',
        'externalId=42',
      ],
      sandbox.env,
    ),
  'meta-capi listen --no-follow --name Purchase': async () => {
    await sendBrowserEvent(sandbox.url, { eid: 'undefined', fbp: madeUpFbp, 'cd[value]': '49.99' });
    await runCommand(
      [
        'trigger',
        'stripe',
        'payment_intent.succeeded',
        '--add',
        'data.object.id=pi_3Order1001',
        '--add',
        `data.object.metadata.meta_fbp=${madeUpFbp}`,
      ],
      sandbox.env,
    );
  },
};

const examples = readmeExamples().filter(({ line }) => line !== 'meta-capi sandbox');

test('the README has an example of every command with its section', () => {
  const lines = readmeExamples()
    .map(({ line }) => line)
    .join('\n');
  const sections = Array.from(readme.matchAll(/^### (.+)$/gm), ([, name]) => name ?? '');

  expect(sections.length).toBeGreaterThan(6);
  expect(sections.filter((name) => !lines.includes(`meta-capi ${name}`))).toEqual([]);
});

test.each(examples)('$line', async ({ line, output }) => {
  await preparations[line]?.();
  const { env, args, stdin } = parse(line);
  const { stdout } = await runCommand(args, { ...env, ...sandbox.env }, stdin);

  const { shape, isPrefix } = expectedShape(output);
  const actual = shapeOf(stdout);
  expect(isPrefix ? actual.slice(0, shape.length) : actual).toBe(shape);
});

test('the README documents every exit code', () => {
  const documented = Array.from(readme.matchAll(/^\| (\d+) \|/gm), ([, code]) => Number(code));
  expect(documented).toEqual(Object.values(exitCodes));
});

/** The parts of a line such as `A=1 meta-capi …` or `echo '…' | meta-capi …`. */
function parse(line: string): { env: Record<string, string>; args: string[]; stdin: string } {
  const [, stdin = '', command = line] = /^echo '([^']*)' \| (.*)$/.exec(line) ?? [];
  const words = command.split(' ');
  const at = words.indexOf('meta-capi');
  const env = Object.fromEntries(
    words.slice(0, at).map((word) => word.split('=') as [string, string]),
  );
  return { env, args: words.slice(at + 1), stdin };
}
