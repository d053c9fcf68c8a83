import * as z from 'zod/mini';

/**
 * The parts of a webhook that are read, under ActiveCampaign's names. One type covers both formats: the
 * account webhook has `type`, `date_time`, `initiated_from` and `list`; the automation step has `seriesid`.
 */
// https://developers.activecampaign.com/page/webhooks
export interface ActiveCampaignPayload {
  /** `subscribe`, `contact_tag_added`, `deal_update`, … */
  type?: string | undefined;
  date_time?: string | undefined;
  /** `public` (the contact used a form), `api`, `admin` or `system`. */
  initiated_from?: string | undefined;
  /** The list's id; `0` without a list. */
  list?: string | undefined;
  /** The form that caused it, if any. */
  form?: { id?: string | undefined } | undefined;
  /** The automation's id. */
  seriesid?: string | undefined;
  /** The tag's name. */
  tag?: string | undefined;
  contact?: ActiveCampaignContact | undefined;
  deal?: ActiveCampaignDeal | undefined;
}

export interface ActiveCampaignContact {
  id?: string | undefined;
  email?: string | undefined;
  first_name?: string | undefined;
  last_name?: string | undefined;
  phone?: string | undefined;
  /**
   * The address from which the contact was created: the address of a server if one synced the contact
   * first. It is not the visitor's current address, so it is not sent. The automation step has `ip4`.
   */
  ip?: string | undefined;
  ip4?: string | undefined;
  /**
   * Custom fields, by numeric id in the account webhook and by lower-case personalisation tag in
   * the automation step. A multiple choice is `||one||two||`.
   */
  fields?: Readonly<Record<string, string>> | undefined;
}

export interface ActiveCampaignDeal {
  id?: string | undefined;
  /** `0` open, `1` won, `2` lost. */
  status?: string | undefined;
  value?: string | undefined;
  value_raw?: string | undefined;
  currency?: string | undefined;
  stageid?: string | undefined;
  pipelineid?: string | undefined;
  contactid?: string | undefined;
  contact_email?: string | undefined;
}

/** A field that cannot be read is treated as missing: an unexpected field must not lose an event. */
export function readPayload(payload: unknown): ActiveCampaignPayload {
  return payloadSchema.safeParse(payload).data ?? {};
}

const text = z.catch(
  z.optional(
    z.pipe(
      z.union([z.string(), z.number()]),
      z.transform((value) => String(value).trim() || undefined),
    ),
  ),
  undefined,
);

const contact = z.object({
  id: text,
  email: text,
  first_name: text,
  last_name: text,
  phone: text,
  ip: text,
  ip4: text,
  fields: z.catch(z.optional(z.record(z.string(), z.catch(z.string(), ''))), undefined),
});

const deal = z.object({
  id: text,
  status: text,
  value: text,
  value_raw: text,
  currency: text,
  stageid: text,
  pipelineid: text,
  contactid: text,
  contact_email: text,
});

const payloadSchema: z.ZodMiniType<ActiveCampaignPayload> = z.object({
  type: text,
  date_time: text,
  initiated_from: text,
  list: text,
  form: z.catch(z.optional(z.object({ id: text })), undefined),
  seriesid: text,
  tag: text,
  contact: z.catch(z.optional(contact), undefined),
  deal: z.catch(z.optional(deal), undefined),
});
