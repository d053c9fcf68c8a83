import { generateEventId, relayEvent, trackPixelEvent } from '@meta-capi/pixel';

/** The end of a quiz that runs in the page alone. The browser may go to another page right after. */
export function finishQuiz(): void {
  const eventId = generateEventId();
  const customData = { content_name: 'quiz' };
  trackPixelEvent('Lead', customData, eventId);
  relayEvent('/api/meta', 'Lead', customData, eventId);
}
