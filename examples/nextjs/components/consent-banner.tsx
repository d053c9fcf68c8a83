'use client';

import { followConsent } from '@meta-capi/pixel';
import { vanillaCookieConsent } from '@meta-capi/pixel/consent-tools';
import { useEffect } from 'react';
import { run, show } from 'vanilla-cookieconsent';

/** The consent tool of the shop, vanilla-cookieconsent, which both halves obey. */
// https://cookieconsent.orestbida.com/reference/configuration-reference.html
export function ConsentBanner() {
  useEffect(() => {
    void run({
      // The tests of this shop drive a browser.
      hideFromBots: false,
      categories: { necessary: { readOnly: true }, marketing: {} },
      language: {
        default: 'en',
        translations: {
          en: {
            consentModal: {
              title: 'Privacy choices',
              description:
                'May we tell Meta about what you do here, so that we see which of our ads work? The shop is the same either way.',
              acceptAllBtn: 'Allow',
              acceptNecessaryBtn: 'Refuse',
            },
            preferencesModal: { sections: [] },
          },
        },
      },
    });
    followConsent(vanillaCookieConsent('marketing'));
  }, []);

  return (
    <button type="button" className="choices" onClick={() => show(true)}>
      Privacy choices
    </button>
  );
}
