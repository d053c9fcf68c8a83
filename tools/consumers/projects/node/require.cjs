// CommonJS on Node 20.19, 22.12 or later.
const { createCapiClient } = require('@meta-capi/core');
const { hashId } = require('@meta-capi/core/event-id');
const { stripeAdapter } = require('@meta-capi/stripe-adapter');

console.log(typeof createCapiClient, typeof hashId, typeof stripeAdapter);
