'use client';

import { generateEventId, type PixelCustomData, trackPixelEvent } from '@meta-capi/pixel';
import { type ReactNode, type SubmitEvent, useRef, useState } from 'react';

interface SubmitFormProps {
  action: string;
  eventName: 'CompleteRegistration' | 'Contact' | 'Lead';
  customData: PixelCustomData<'Lead'>;
  button: string;
  thanks: string;
  children: ReactNode;
}

/** A form for a route that answers `{ eventId }`, under which the browser tracks its half. */
export function SubmitForm(props: SubmitFormProps) {
  const { action, eventName, customData, button, thanks, children } = props;
  const [state, setState] = useState<'open' | 'sending' | 'done'>('open');
  const [error, setError] = useState('');
  const submission = useRef<string>(undefined);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    submission.current ??= generateEventId();
    const form = new FormData(event.currentTarget);
    form.set('submission', submission.current);
    setState('sending');
    setError('');
    try {
      const response = await fetch(action, { method: 'POST', body: form });
      // A server that fails may answer with anything.
      const answer: { eventId?: string; error?: string } = await response.json().catch(() => ({}));
      if (answer.eventId === undefined) throw new Error(answer.error ?? 'Please try again.');
      trackPixelEvent(eventName, customData, answer.eventId);
      setState('done');
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : 'Please try again.');
      setState('open');
    }
  }

  if (state === 'done') return <output className="thanks">{thanks}</output>;
  return (
    <form onSubmit={(event) => void submit(event)}>
      {children}
      <button type="submit" disabled={state === 'sending'}>
        {button}
      </button>
      {error === '' ? null : <p role="alert">{error}</p>}
    </form>
  );
}
