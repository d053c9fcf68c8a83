import type { UserData } from '@meta-capi/core';
import type { Address, Person } from './payload-fields.ts';
import { personName } from './person-name.ts';

/**
 * Who paid, each part from the first of these people who has it, the likeliest first. An address is
 * one person's, never put together of two.
 */
export function userDataOf(
  people: readonly (Person | undefined)[],
  customerId: string | undefined,
  subscriptionId?: string,
): UserData {
  const companies = people.map((one) => one?.business_name);
  const first = <Part>(part: (person: Person) => Part | undefined): Part | undefined =>
    people.map((one) => one && part(one)).find((found) => found !== undefined);
  const address = first((one) => known(one.address));
  return given({
    email: first(({ email }) => email || undefined),
    phone: first(({ phone }) => phone || undefined),
    ...first((one) => {
      const name = nameOf(one);
      return companies.includes(name) ? undefined : personName(name);
    }),
    city: address?.city,
    state: address?.state,
    zip: address?.postal_code,
    country: address?.country,
    externalId: customerId,
    subscriptionId,
  });
}

/** A company's name is not a person's name. */
// https://docs.stripe.com/api/checkout/sessions/object#checkout_session_object-customer_details-individual_name
function nameOf({ name, business_name, individual_name }: Person): string | undefined {
  return individual_name ?? (business_name === undefined ? name : undefined);
}

function known(address: Address | undefined): Address | undefined {
  return address && Object.values(address).some(Boolean) ? address : undefined;
}

function given(userData: UserData): UserData {
  return Object.fromEntries(
    Object.entries(userData).filter(([, value]) => value !== undefined && value !== ''),
  );
}
