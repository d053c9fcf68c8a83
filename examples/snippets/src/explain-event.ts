import { explain } from '@meta-capi/core';

const { leaves, reason, fields, warnings } = explain(
  {
    eventName: 'Lead',
    eventId: 'lead-1001',
    eventTime: new Date(),
    userData: { email: ' Maria@Example.com', phone: '030 1234567' },
    visitor: { consent: 'granted', fbc: 'IwAR2F4' },
  },
  { whenConsentUnknown: 'drop' },
);

console.table(fields);
console.table(warnings);
console.log(leaves ? 'It would be sent.' : `It would not be sent: ${reason}.`);
