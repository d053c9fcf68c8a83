import { consentsToMeta, isValidTcString, tcStringUpdatedAt } from '@meta-capi/core/browser';
import type { ConsentTool } from '../consent/follow-consent.ts';
import { withGlobal } from './consent-tool.ts';

interface TcData {
  gdprApplies?: boolean | undefined;
  eventStatus?: string | undefined;
  tcString?: string;
  purpose?: { consents?: Record<string, boolean | undefined> };
  addtlConsent?: string;
}

type TcfApi = (
  command: 'addEventListener',
  version: 2,
  listener: (data: TcData | null, isSuccessful: boolean) => void,
) => void;

/**
 * A tool of the IAB's Transparency and Consent Framework, with Google's Additional Consent: `granted`
 * needs the purposes 1, 3, 4 and 7 and the consent to Meta, number 89 on Google's list of providers.
 *
 * As on the server, a TC string created or updated after 2026-02-28 without its list of disclosed vendors
 * is invalid, so it is `denied`, as is a missing or an incomplete string.
 */
// https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
export function tcf(): ConsentTool {
  let data: TcData | undefined;
  return {
    name: 'TCF',
    read: () => {
      // A tool that is still loading reports no event, and no strings.
      if (data?.eventStatus === undefined || data.gdprApplies === false) return undefined;
      // While the question is on the screen the strings hold an earlier answer or none.
      if (data.eventStatus === 'cmpuishown') return 'unknown';
      return isGranted(data) ? 'granted' : 'denied';
    },
    grantedAt: () => tcStringUpdatedAt(data?.tcString),
    subscribe: (onChange) => {
      withGlobal('__tcfapi', (api) =>
        (api as TcfApi)('addEventListener', 2, (given, isSuccessful) => {
          if (!isSuccessful || given === null) return;
          data = given;
          onChange();
        }),
      );
    },
  };
}

// Tools report the disclosed vendors under two names (vendorsDisclosed, disclosedVendors); the string has one.
// https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/issues/431
function isGranted({ tcString, purpose, addtlConsent }: TcData): boolean {
  return (
    isValidTcString(tcString) &&
    [1, 3, 4, 7].every((id) => purpose?.consents?.[id] === true) &&
    consentsToMeta(addtlConsent)
  );
}
