import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startGraph, up } from './graphs.ts';

const run = promisify(execFile);
const folder = new URL('..', import.meta.url).pathname;

test('the sample event is sent by npm run invoke, and given back unchanged', async ({
  onTestFinished,
}) => {
  const graph = await startGraph(up);
  onTestFinished(graph.close);
  const args = ['run', '--silent', 'invoke', '--', 'events/registration.json'];
  const { stdout, stderr } = await run('npm', args, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      META_PIXEL_ID: '1234567890',
      META_CAPI_ACCESS_TOKEN: 'EAAmadeupmadeupmadeup',
      META_CONSENT_UNKNOWN: 'drop',
      META_PAGE_HOSTS: 'shop.example.com',
      META_CAPI_BASE_URL: graph.url,
    },
  });
  const event = await readFile(`${folder}events/registration.json`, 'utf8');
  expect(JSON.parse(stdout)).toEqual(JSON.parse(event));
  expect(stderr).toBe('');
  expect(graph.sandbox.counted).toMatchObject([
    {
      eventId: 'cr_36ab7a84be584cb1d20292cd2f7cc5de',
      event: { event_source_url: 'https://shop.example.com/register' },
    },
  ]);
});
