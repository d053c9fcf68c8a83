import { createSandbox } from '@meta-capi/sandbox';

const sandbox = createSandbox({ strict: true });

await sandbox.fetch('https://graph.facebook.com/v27.0/1234567890/events', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    access_token: 'any-text',
    data: [
      {
        event_name: 'Purchase',
        event_time: Math.floor(Date.now() / 1000),
        event_id: 'order-1001',
        action_source: 'system_generated',
        user_data: { external_id: 'customer-7' },
        custom_data: { value: 12.5, currency: 'EUR' },
      },
    ],
  }),
});

console.log(sandbox.counted.length); // 1
console.log(sandbox.events[0]?.findings); // []
console.log(sandbox.requests[0]?.tokenIn); // 'body'
