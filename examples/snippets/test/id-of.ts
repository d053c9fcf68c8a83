import { activeCampaignEventId } from '@meta-capi/activecampaign-adapter/event-id';
import { cognitoEventId } from '@meta-capi/cognito-trigger/event-id';
import { stripeEventId } from '@meta-capi/stripe-adapter/event-id';

/** A row of docs/event-ids.md. */
export interface Vector {
  source: string;
  eventName: string;
  /** What the id is made of, separated by `, `. */
  of: string;
  id: string;
}

/** The id that the adapter's own function computes; the same file runs in Node and in a browser. */
export function idOf({ source, eventName, of }: Vector): string {
  const [one = '', two = '', three = ''] = of.split(', ');
  if (source === 'stripe') return stripeEventId(one);
  if (source === 'cognito') return cognitoEventId({ userPoolId: one, sub: two });
  const conversion = { account: one, eventName, contactId: two };
  const [kind = '', key = ''] = (three || two).split(':');
  if (kind === 'deal') return activeCampaignEventId({ account: one, eventName, dealId: key });
  if (kind === 'form') return activeCampaignEventId({ ...conversion, formId: key });
  if (kind === 'tag') return activeCampaignEventId({ ...conversion, tag: key });
  return activeCampaignEventId({ ...conversion, listId: three });
}
