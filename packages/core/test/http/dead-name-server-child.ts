// Runs where /etc/resolv.conf names 127.0.0.9. Takes every question there and answers none, posts
// 25 times a second, and watches meanwhile what a host application would feel.
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPost } from '../../src/http/http.node.ts';

const sink = createSocket('udp4');
let questions = 0;
sink.on('message', () => {
  questions += 1;
});
sink.bind(53, '127.0.0.9');
await once(sink, 'listening');

const post = createPost();
const timeoutMs = 500;
const posts: Promise<{ kind: string; sent?: boolean; code?: string; ms: number }>[] = [];
let slowestLookupMs = 0;
for (let n = 0; n < 75; n += 1) {
  posts.push(
    timed(() => post({ url: 'https://graph.facebook.com/', body: () => '{}', timeoutMs })),
  );
  const { ms } = await timed(() => lookup('localhost'));
  slowestLookupMs = Math.max(slowestLookupMs, ms);
  await sleep(40);
}
const results = await Promise.all(posts);
process.stdout.write(JSON.stringify({ questions, slowestLookupMs, results }), () => process.exit());

async function timed<T extends object>(run: () => Promise<T>): Promise<T & { ms: number }> {
  const start = performance.now();
  const result = await run();
  return { ...result, ms: performance.now() - start };
}
