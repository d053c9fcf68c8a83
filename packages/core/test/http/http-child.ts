// A separate process, for what only a fresh process shows: trust in the test authority
// (NODE_EXTRA_CA_CERTS), name look-ups, and whether it ends by itself.
// Posts to each URL of the command line in turn and prints one answer a line. A URL may be
// preceded by its deadline, as in `150@https://localhost`.
import type { HttpPost } from '../../src/http/types.ts';

const [twin, atTheEnd, ...targets] = process.argv.slice(2);
const { createPost }: { createPost: () => HttpPost } =
  twin === 'node'
    ? await import('../../src/http/http.node.ts')
    : await import('../../src/http/http.ts');
const post = createPost();

for (const target of targets) {
  const [, timeoutMs = '5000', url = ''] = /^(?:(\d+)@)?(.*)$/.exec(target) ?? [];
  const answer = await post({ url, body: () => '{"data":[]}', timeoutMs: Number(timeoutMs) });
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
// Node's fetch goes on with a TLS handshake that nobody waits for any more.
if (atTheEnd === 'exit') process.exit();
