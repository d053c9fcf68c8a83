import { generateEventId, relayEvent, trackPixelEvent } from '@meta-capi/pixel';

/** The end of a quiz that runs only in the page. The browser may open another page immediately. */
export function finishQuiz(): void {
  const eventId = generateEventId();
  const customData = { content_name: 'quiz' };
  trackPixelEvent('Lead', customData, eventId);
  relayEvent('/api/meta', 'Lead', customData, eventId);
}
