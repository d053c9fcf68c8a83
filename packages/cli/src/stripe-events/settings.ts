import type { StripeToEventsOptions } from '@meta-capi/stripe-adapter';
import { CommandError } from '../output.ts';

/** What decides which events a Stripe webhook route sends. */
export interface Settings
  extends Pick<StripeToEventsOptions, 'accounts' | 'eventSourceUrl' | 'subscriptionEvents'> {
  purchaseSource: NonNullable<StripeToEventsOptions['purchaseSource']>;
  renewals: NonNullable<StripeToEventsOptions['renewals']>;
  whenConsentUnknown: 'drop' | 'send';
  /** Test-mode events are sent only with one. */
  testEventCode?: string | undefined;
}

/** The flags of these settings, as commander gives them. */
export interface SettingsFlags {
  purchaseSource?: string | undefined;
  renewals?: string | undefined;
  subscriptionEvents?: string | undefined;
  consentUnknown?: string | undefined;
  accounts?: string | undefined;
  eventSourceUrl?: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The adapter's defaults where no flag is given. @throws CommandError that names a wrong flag */
export function readSettings(flags: SettingsFlags, env: Env, prefix = ''): Settings {
  const {
    purchaseSource = 'payment_intent',
    renewals = 'first',
    subscriptionEvents = 'yes',
    consentUnknown = env['META_CONSENT_UNKNOWN']?.trim() || 'drop',
    accounts,
    eventSourceUrl,
  } = flags;
  return {
    purchaseSource: oneOf(`--${prefix}purchase-source`, purchaseSource, purchaseSources),
    renewals: oneOf(`--${prefix}renewals`, renewals, renewalKinds),
    subscriptionEvents:
      oneOf(`--${prefix}subscription-events`, subscriptionEvents, yesOrNo) === 'yes',
    whenConsentUnknown: oneOf(`--${prefix}consent-unknown`, consentUnknown, ['drop', 'send']),
    accounts: readAccounts(accounts),
    eventSourceUrl,
    testEventCode: env['META_TEST_EVENT_CODE']?.trim() || undefined,
  };
}

/** The options of the adapter among the settings. */
export function mappingOf(settings: Settings): StripeToEventsOptions {
  const { whenConsentUnknown: _, testEventCode: __, ...mapping } = settings;
  return mapping;
}

/** Such as `purchase-source payment_intent, renewals first`. */
export function settingsText(settings: Settings): string {
  const { purchaseSource, renewals, subscriptionEvents, whenConsentUnknown } = settings;
  return [
    `purchase-source ${purchaseSource}`,
    `renewals ${renewals}`,
    ...(subscriptionEvents === false ? ['subscription-events no'] : []),
    `consent-unknown ${whenConsentUnknown}`,
  ].join(', ');
}

const purchaseSources = ['payment_intent', 'checkout', 'invoice'] as const;
const renewalKinds = ['first', 'all', 'none', 'recurring'] as const;
const yesOrNo = ['yes', 'no'] as const;

function oneOf<Value extends string>(
  flag: string,
  given: string,
  allowed: readonly Value[],
): Value {
  const found = allowed.find((one) => one === given);
  if (found !== undefined) return found;
  throw new CommandError('usage', `${flag}: unknown value.`, `Use one of ${allowed.join(', ')}.`);
}

function readAccounts(accounts: string | undefined): Settings['accounts'] {
  if (accounts === undefined || accounts === 'all') return accounts;
  const list = accounts.split(',').map((one) => one.trim());
  if (list.every((one) => /^(?:own|acct_\w+)$/.test(one))) return list;
  throw new CommandError(
    'usage',
    '--accounts is neither "all" nor a list of accounts.',
    'Write all, or account ids and own, separated by commas: own,acct_123.',
  );
}
