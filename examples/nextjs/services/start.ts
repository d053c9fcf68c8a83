import { printConversions } from './print-conversions.ts';
import { startShop } from './shop.ts';

const { url, graphUrl, sandbox, stripe, close } = await startShop({ shop: 3000, graph: 4010 });
console.log(`The shop:                 ${url}
What Meta would receive:  ${graphUrl}

Open both side by side, allow the Pixel in the shop, and buy a mug. Each conversion is printed here once, when
its copies have arrived. Bank transfers arrive within 15 seconds. Stop with Ctrl+C.
`);

printConversions(sandbox);
setInterval(() => void stripe.settle(), 15_000);
process.once('SIGINT', () => void close().then(() => process.exit(0)));
