// Meta's Parameter Builder normalises and hashes; it sends nothing.
import { ParamBuilder, PII_DATA_TYPE, type PiiDataType } from 'capi-param-builder-nodejs';
import { accessToken, type Contender } from '../contender.ts';

const builder = new ParamBuilder(['example.com']);

export const contender: Contender = {
  toBytes: (purchase) => {
    const pii = (value: string, type: PiiDataType) =>
      builder.getNormalizedAndHashedPII(value, type);
    const event = {
      event_name: 'Purchase',
      event_time: purchase.eventTime,
      event_id: purchase.eventId,
      action_source: 'website',
      event_source_url: purchase.eventSourceUrl,
      user_data: {
        em: pii(purchase.email, PII_DATA_TYPE.EMAIL),
        ph: pii(purchase.phone, PII_DATA_TYPE.PHONE),
        fn: pii(purchase.firstName, PII_DATA_TYPE.FIRST_NAME),
        ln: pii(purchase.lastName, PII_DATA_TYPE.LAST_NAME),
        ct: pii(purchase.city, PII_DATA_TYPE.CITY),
        st: pii(purchase.state, PII_DATA_TYPE.STATE),
        zp: pii(purchase.zip, PII_DATA_TYPE.ZIP_CODE),
        country: pii(purchase.country, PII_DATA_TYPE.COUNTRY),
        external_id: pii(purchase.externalId, PII_DATA_TYPE.EXTERNAL_ID),
        fbp: purchase.fbp,
        fbc: purchase.fbc,
        client_ip_address: purchase.clientIpAddress,
        client_user_agent: purchase.clientUserAgent,
      },
      custom_data: {
        value: purchase.value,
        currency: purchase.currency,
        order_id: purchase.orderId,
        contents: purchase.contents,
      },
    };
    return Buffer.from(JSON.stringify({ data: [event], access_token: accessToken }));
  },
};
