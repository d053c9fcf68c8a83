import { startShop } from './shop.ts';

const { url, graphUrl, sandbox, stripe, close } = await startShop({ shop: 3000, graph: 4010 });
console.log(`The shop:             ${url}
What Meta would see:  ${graphUrl}

Open both side by side, allow the Pixel in the shop, and each conversion shows as a pair. Every event is
printed here too. Payments by transfer arrive 15 seconds later. Ctrl+C ends it.
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
