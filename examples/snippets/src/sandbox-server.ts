import { startSandbox } from '@meta-capi/sandbox';

const { url, sandbox, close } = await startSandbox({ port: 0 });
await fetch(`${url}/v27.0/1234567890/events`, { method: 'POST' });
console.log(sandbox.requests[0]?.error?.code); // 190: no token
await close();
