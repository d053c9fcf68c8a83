// The SDK with 64 kept-alive sockets. It has no option for them, but its axios uses Node's global agent.
import https from 'node:https';
import { contender } from './sdk.ts';

https.globalAgent = new https.Agent({ keepAlive: true, maxSockets: 64 });

export { contender };
