'use client';

import { type SubmitEvent, useState } from 'react';

/** Asks for a payment and goes where it is made. The Purchase is the thank-you page's. */
export function BuyForm() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');

  async function buy(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const body = new FormData(event.currentTarget);
    const response = await fetch('/api/checkout', { method: 'POST', body });
    // A server that fails may answer with anything.
    const answer: { payUrl?: string; error?: string } = await response.json().catch(() => ({}));
    if (answer.payUrl !== undefined) return location.assign(answer.payUrl);
    setError(answer.error ?? 'Please try again.');
    setBusy(false);
  }

  return (
    <form onSubmit={(event) => void buy(event)}>
      <label>
        E-mail for the receipt
        <input name="email" type="email" autoComplete="email" required />
      </label>
      <button type="submit" disabled={busy}>
        Buy now
      </button>
      {error === '' ? null : <p role="alert">{error}</p>}
    </form>
  );
}
