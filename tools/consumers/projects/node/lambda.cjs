// CommonJS on Lambda, whose Node 20 and 22 cannot require() an ECMAScript module.
const client = import('@meta-capi/core').then(({ configFromEnv, createCapiClient }) =>
  createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' }),
);

exports.handler = async (event) => {
  const capi = await client;
  const { ok } = await capi.sendLeadEvent({
    eventId: event.id,
    userData: { email: event.email },
    visitor: { consent: event.consent },
  });
  return { ok };
};
