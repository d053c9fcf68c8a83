import type { ApiRequest } from './api-request.ts';
import type { Records, StripeRecord } from './records.ts';
import { unknownId } from './refusal.ts';

/** The record of this id, if it belongs to the account in whose name the request is. */
export function owned<Kind extends StripeRecord['kind']>(
  records: Records,
  kind: Kind,
  id: string,
  { account }: Pick<ApiRequest, 'account'>,
): Extract<StripeRecord, { kind: Kind }> {
  const record = records.find(kind, id);
  if (record === undefined || record.account !== account) throw unknownId(kind, id);
  return record;
}
