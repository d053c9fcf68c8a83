import { describe, expectTypeOf, test } from 'vitest';
import type { CapiClient } from '../../src/client/client.ts';
import type { EventInput, StandardEventName } from '../../src/event/standard-events.ts';

declare const capi: CapiClient;
const purchase = { eventId: 'p-1', customData: { value: 12.5, currency: 'EUR' } };

describe('what compiles', () => {
  test('a Purchase needs value and currency, through the wrapper and through sendCapiEvent', () => {
    void capi.sendPurchaseEvent(purchase);
    void capi.sendCapiEvent('Purchase', purchase);
    // @ts-expect-error customData is missing
    void capi.sendPurchaseEvent({ eventId: 'p-1' });
    // @ts-expect-error customData is missing
    void capi.sendCapiEvent('Purchase', { eventId: 'p-1' });
    // @ts-expect-error currency is missing
    void capi.sendPurchaseEvent({ eventId: 'p-1', customData: { value: 1 } });
    // @ts-expect-error value is missing
    void capi.sendCapiEvent('Purchase', { eventId: 'p-1', customData: { currency: 'EUR' } });
    const valueless = { value: undefined, currency: 'EUR' };
    // @ts-expect-error value may not be undefined
    void capi.sendPurchaseEvent({ eventId: 'p-1', customData: valueless });
  });

  test('every event needs an id; the others need no custom data', () => {
    void capi.sendLeadEvent({ eventId: 'l-1' });
    void capi.sendCapiEvent('Quoted', { eventId: 'q-1', customData: { anything: [1] } });
    // @ts-expect-error eventId is missing
    void capi.sendLeadEvent({});
    // @ts-expect-error e-mails belong into userData
    void capi.sendLeadEvent({ eventId: 'l-1', email: 'maria@example.com' });
    // @ts-expect-error value is a number
    void capi.sendLeadEvent({ eventId: 'l-1', customData: { value: '12.50' } });
  });

  test('there is a method for each standard event, and no more', () => {
    type Sender = Extract<keyof CapiClient, `send${string}Event`>;
    expectTypeOf<Sender>().toEqualTypeOf<`send${StandardEventName}Event` | 'sendCapiEvent'>();
    expectTypeOf<EventInput<'Lead'>['eventTime']>().toEqualTypeOf<Date | number | undefined>();
  });
});
