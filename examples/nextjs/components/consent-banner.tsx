'use client';

import { grantConsent, revokeConsent } from '@meta-capi/pixel';
import { useEffect, useState } from 'react';

/** Asks until there is an answer, and again whenever the visitor wants to change it. */
export function ConsentBanner() {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(!document.cookie.includes('meta_consent=')), []);

  function answer(give: () => unknown): void {
    give();
    setOpen(false);
  }

  if (!open) {
    return (
      <button type="button" className="choices" onClick={() => setOpen(true)}>
        Privacy choices
      </button>
    );
  }
  return (
    <section className="banner" aria-label="Privacy choices">
      <p>
        May we tell Meta about what you do here, so that we see which of our ads work? The shop is
        the same either way.
      </p>
      <div className="answers">
        <button type="button" onClick={() => answer(revokeConsent)}>
          Refuse
        </button>
        <button type="button" onClick={() => answer(grantConsent)}>
          Allow
        </button>
      </div>
    </section>
  );
}
