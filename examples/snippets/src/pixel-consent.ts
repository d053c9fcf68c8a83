import { grantConsent, revokeConsent } from '@meta-capi/pixel';

export function showConsentBanner(banner: HTMLElement): void {
  const answer = (selector: string, give: () => unknown): void => {
    banner.querySelector(selector)?.addEventListener('click', () => {
      give();
      banner.hidden = true;
    });
  };
  answer('.agree', grantConsent);
  answer('.refuse', revokeConsent);
  banner.hidden = /(?:^|; )meta_consent=/.test(document.cookie);
}
