import type { CapiClient, CustomData } from '@meta-capi/core';
import { expectTypeOf, test } from 'vitest';
import { type PixelCustomData, trackCustomPixelEvent, trackPixelEvent } from '../../src/index.ts';

test('the same object goes to the Pixel and to the server', () => {
  type Sent = Parameters<CapiClient['sendPurchaseEvent']>[0]['customData'];
  expectTypeOf<PixelCustomData<'Purchase'>>().toExtend<Sent>();
});

test('a Purchase needs value and currency', () => {
  trackPixelEvent('Purchase', { value: 12.5, currency: 'EUR' }, 'order-1');
  // @ts-expect-error currency is missing
  trackPixelEvent('Purchase', { value: 12.5 }, 'order-1');
  // @ts-expect-error value is missing
  trackPixelEvent('Purchase', { currency: 'EUR' }, 'order-1');
  // @ts-expect-error a Lead is no Purchase, but its value is a number all the same
  trackPixelEvent('Lead', { value: '12.5' }, 'lead-1');
});

test('subscription_id is text, where Meta knows it', () => {
  trackPixelEvent('Subscribe', { value: 9, currency: 'EUR', subscription_id: 'sub_1' }, 'sub_1');
  // @ts-expect-error subscription_id is a number
  trackPixelEvent('StartTrial', { value: 0, currency: 'EUR', subscription_id: 7 }, 'sub_1');
});

test('an id is asked for', () => {
  // @ts-expect-error eventId is missing
  trackPixelEvent('Lead', {});
  // @ts-expect-error eventId is missing
  trackCustomPixelEvent('QuizDone', {});
});

test('names of your own go through the function for them', () => {
  // @ts-expect-error no standard event
  trackPixelEvent('QuizDone', {}, 'quiz-1');
  expectTypeOf(trackCustomPixelEvent).parameter(1).toEqualTypeOf<CustomData>();
});
