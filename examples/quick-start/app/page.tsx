'use client';

import { grantConsent, revokeConsent } from '@meta-capi/pixel';
import { type ReactElement, useState } from 'react';

/** A product and a consent question. The answer is stored in a cookie that the server reads too. */
export default function Home(): ReactElement {
  const [answer, setAnswer] = useState('');
  function allow(): void {
    grantConsent();
    setAnswer('Allowed.');
  }
  function refuse(): void {
    revokeConsent();
    setAnswer('Refused.');
  }
  return (
    <>
      <form method="post" action="/api/test-payment">
        <h1>One mug, €24.50</h1>
        <button type="submit">Buy</button>
      </form>
      <p>May we tell Meta what you buy here? {answer}</p>
      <button type="button" onClick={allow}>
        Allow
      </button>{' '}
      <button type="button" onClick={refuse}>
        Refuse
      </button>
    </>
  );
}
