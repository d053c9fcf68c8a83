import type { SettingsFlags } from '../stripe-events/settings.ts';

export interface ReplayFlags extends SettingsFlags {
  sandbox?: string | undefined;
  dryRun?: boolean | undefined;
  trust?: boolean | undefined;
  lookUp?: boolean | undefined;
  account?: string | undefined;
  list?: string | undefined;
}
