'use client';

import { followConsent } from '@meta-capi/pixel';
import { vanillaCookieConsent } from '@meta-capi/pixel/consent-tools';
import { useEffect } from 'react';
import { run, showPreferences } from 'vanilla-cookieconsent';

/** The consent tool of the shop, vanilla-cookieconsent. Browser and server obey its answer. */
// https://cookieconsent.orestbida.com/reference/configuration-reference.html
export function ConsentBanner() {
  useEffect(() => {
    void run({
      // The tests of this shop control a browser.
      hideFromBots: false,
      categories: { necessary: { readOnly: true }, marketing: {} },
      language: { default: 'en', translations: { en: texts } },
    });
    followConsent(vanillaCookieConsent('marketing'));
  }, []);

  return (
    <button type="button" className="choices" onClick={showPreferences}>
      Privacy choices
    </button>
  );
}

const answers = { acceptAllBtn: 'Allow', acceptNecessaryBtn: 'Refuse' };
const texts = {
  consentModal: {
    title: 'Privacy choices',
    description:
      'May we tell Meta what you do here, so that we see which of our ads work? The shop is the same either way.',
    ...answers,
  },
  preferencesModal: {
    title: 'Privacy choices',
    ...answers,
    savePreferencesBtn: 'Save',
    closeIconLabel: 'Close',
    sections: [
      { description: 'The switches show your current choice. You can change it at any time.' },
      {
        title: 'Necessary',
        description: 'Your choice itself is kept in a cookie.',
        linkedCategory: 'necessary',
      },
      {
        title: 'Measuring our ads',
        description: 'Meta is told which pages you see here, and what you buy.',
        linkedCategory: 'marketing',
      },
    ],
  },
};
