import { startShop } from './shop.ts';

const { url, sandbox, stripe, close } = await startShop({ shop: 3000 });
console.log(`The shop is at ${url}. Every event that Meta would get is printed here; Ctrl+C ends it.
Payments by transfer arrive 15 seconds later.
`);

let printed = 0;
setInterval(() => {
  for (const { source, eventName, eventId = '', verdict } of sandbox.events.slice(printed)) {
    console.log([verdict.padEnd(9), source.padEnd(7), eventName, eventId].join('  '));
  }
  printed = sandbox.events.length;
}, 200);
setInterval(() => void stripe.settle(), 15_000);
process.once('SIGINT', () => void close().then(() => process.exit(0)));
