// The SDK with 8 kept-alive sockets, which it has no option for: its axios takes Node's global agent.
import https from 'node:https';
import { contender } from './sdk.ts';

https.globalAgent = new https.Agent({ keepAlive: true, maxSockets: 8 });

export { contender };
