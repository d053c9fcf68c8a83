import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { accepted, answer, reset, silence, write } from '../delivery/faults.ts';
import { certificatePath, startFaultyServer } from '../delivery/faulty-server.ts';

describe.each(['node', 'fetch'] as const)(
  '%s twin in a separate process',
  { timeout: 15_000 },
  (twin) => {
    test('F-42 distinct codes for each TLS fault, and no byte of the request behind any', async () => {
      const servers = {
        trusted: await startFaultyServer([answer()], { certificate: 'trusted' }),
        selfSigned: await startFaultyServer([answer()], { certificate: 'self-signed' }),
        expired: await startFaultyServer([answer()], { certificate: 'expired' }),
        otherName: await startFaultyServer([answer()], { certificate: 'other-name' }),
        plain: await startFaultyServer([
          { ...write('HTTP/1.1 400 Bad Request\r\n\r\n'), after: 'connection' },
        ]),
        stalled: await startFaultyServer([{ ...silence, after: 'connection' }]),
        cut: await startFaultyServer([reset('connection')]),
      };
      const targets = Object.values(servers).map(
        (server) =>
          `${server === servers.stalled ? '150@' : ''}${server.url.replace('http:', 'https:')}`,
      );

      const answers = await postInChild(twin, 'exit', targets);

      // `fetch` cannot always tell a connection from a request, and then says that it may have sent.
      const certain = twin === 'node' ? { sent: false } : {};
      // Node 20 has no separate code for a plain response, and EPROTO can also come later.
      const plain = expect.stringMatching(/^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER)$/);
      expect(answers).toMatchObject([
        { kind: 'answer', status: 200, body: accepted },
        { kind: 'failure', sent: false, code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
        { kind: 'failure', sent: false, code: 'CERT_HAS_EXPIRED' },
        { kind: 'failure', sent: false, code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
        { kind: 'failure', ...certain, code: plain },
        { kind: 'failure', sent: twin === 'fetch', code: 'timeout' },
        { kind: 'failure', ...certain, code: 'ECONNRESET' },
      ]);
      const reached = Object.entries(servers).filter(([, { requests }]) => requests.length > 0);
      expect(reached.map(([name]) => name)).toEqual(['trusted']);
    });

    test('F-42 a certificate of an authority nobody trusts', async () => {
      const server = await startFaultyServer([answer()], { certificate: 'trusted' });
      const env = { NODE_EXTRA_CA_CERTS: undefined };
      expect(await postInChild(twin, 'exit', [server.url], env)).toEqual([
        { kind: 'failure', sent: false, code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      ]);
      expect(server.requests).toEqual([]);
    });

    test('an idle connection keeps no process alive', async () => {
      const server = await startFaultyServer([answer()], { certificate: 'trusted' });
      const start = performance.now();
      const [first, second] = await postInChild(twin, 'end by itself', [server.url, server.url]);
      expect(first).toMatchObject({ kind: 'answer' });
      expect(second).toMatchObject({ kind: 'answer' });
      expect(performance.now() - start).toBeLessThan(10_000);
    });
  },
);

async function postInChild(
  twin: 'node' | 'fetch',
  atTheEnd: 'exit' | 'end by itself',
  targets: readonly string[],
  env: Record<string, string | undefined> = {},
): Promise<unknown[]> {
  const child = new URL('http-child.ts', import.meta.url).pathname;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@meta-capi/source', '--import', 'tsx', child, twin, atTheEnd, ...targets],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: certificatePath('authority'), ...env } },
  );
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
