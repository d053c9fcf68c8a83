import type { Happening, Records } from './records.ts';
import { shapeOf } from './shapes.ts';

/** A snapshot event as an endpoint of this API version receives it. */
// https://docs.stripe.com/api/events/object
export function snapshotOf(
  happening: Happening,
  version: string,
  records: Records,
  isOrganization = false,
): SnapshotEvent {
  const { id, type, created, account, record, previous } = happening;
  return {
    id,
    object: 'event',
    api_version: version,
    created,
    data: {
      object: shapeOf(record, version, records),
      ...(previous === undefined ? {} : { previous_attributes: previous }),
    },
    livemode: true,
    type,
    ...ownerOf(account, version, isOrganization),
  };
}

/** Events of an organization name their account in `context`, those of Connect in `account` too. */
// https://docs.stripe.com/changelog/basil/2025-04-30/additional-context-organization-events
function ownerOf(
  path: string | undefined,
  version: string,
  isOrganization: boolean,
): Pick<SnapshotEvent, 'account' | 'context'> {
  if (path === undefined) return {};
  const [first = '', connected] = path.split('/');
  const account = isOrganization ? connected : first;
  return {
    ...(account === undefined ? {} : { account }),
    ...(isOrganization || version >= '2025-04-30' ? { context: path } : {}),
  };
}

export interface SnapshotEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: unknown };
  livemode: boolean;
  type: string;
  account?: string;
  context?: string;
}

const folders = {
  customer: 'customers',
  payment_intent: 'payment_intents',
  invoice: 'invoices',
  'checkout.session': 'checkout/sessions',
  subscription: 'subscriptions',
} as const;

/** The same as a thin event. */
// https://docs.stripe.com/event-destinations#thin-events
// https://docs.stripe.com/changelog/clover/2025-11-17/thin-events-changes
export function thinEventOf(happening: Happening, hasChanges: boolean): ThinEvent {
  const { id, type, created, account, record, previous } = happening;
  return {
    id: id.replace('evt_', 'evt_thin_'),
    object: 'v2.core.event',
    type: `v1.${type}`,
    created: new Date(created * 1000).toISOString(),
    livemode: true,
    related_object: {
      id: record.id,
      type: record.kind,
      url: `/v1/${folders[record.kind]}/${record.id}`,
    },
    ...(account === undefined ? {} : { context: account }),
    ...(hasChanges && previous !== undefined ? { changes: { before: previous } } : {}),
  };
}

export interface ThinEvent {
  id: string;
  object: 'v2.core.event';
  type: string;
  created: string;
  livemode: boolean;
  related_object: { id: string; type: string; url: string };
  context?: string;
  changes?: { before: Readonly<Record<string, unknown>> };
}
