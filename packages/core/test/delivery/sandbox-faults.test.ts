import { type Fault, startSandbox } from '@meta-capi/sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type CapiClient, createCapiClient } from '../../src/client/client.ts';

async function start(...faults: Fault[]): Promise<{
  send: CapiClient['sendLeadEvent'];
  sandbox: Awaited<ReturnType<typeof startSandbox>>['sandbox'];
}> {
  const { url, sandbox, close } = await startSandbox();
  onTestFinished(close);
  for (const fault of faults) sandbox.faults.simulate(fault);
  const client = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeUpToken0123456789',
    whenConsentUnknown: 'send',
    baseUrl: url,
    timeoutMs: 8000,
  });
  return { send: client.sendLeadEvent, sandbox };
}

const lead = { eventId: 'lead-1', userData: { externalId: 'customer-7' } };

describe('faults that the sandbox plays over a real socket', () => {
  test.each<[string, Fault, string[], number?]>([
    ['a 500', { kind: 'server_error' }, ['refused', 'counted']],
    ['is_transient, twice', { kind: 'transient', times: 2 }, ['refused', 'refused', 'counted']],
    ['429 with Retry-After', { kind: 'rate_limited' }, ['refused', 'counted'], 990],
    ['a throttle code', { kind: 'throttled', code: 613 }, ['refused', 'counted']],
    ['an answer that breaks off', { kind: 'truncated_body' }, ['counted', 'duplicate']],
    ['latency', { kind: 'latency', delayMs: 300 }, ['counted'], 290],
  ])('%s: the client brings the event home', async (_, fault, verdicts, leastMs = 0) => {
    const { send, sandbox } = await start(fault);
    const begun = Date.now();

    expect(await send(lead)).toMatchObject({ ok: true, eventsReceived: 1 });

    expect(sandbox.events.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(sandbox.events[0]?.simulatedFault).toBe(fault.kind);
    expect(sandbox.faults.waiting).toEqual([]);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(leastMs);
  });

  test('an expired token: the client stops at once and returns the error category', async () => {
    const { send, sandbox } = await start({ kind: 'token_expired' });

    expect(await send(lead)).toMatchObject({
      ok: false,
      status: 401,
      error: { code: 190, subcode: 463, category: 'access', retryable: false },
    });
    expect(sandbox.events).toMatchObject([{ verdict: 'refused', fault: 'request' }]);
  });

  test('a time-out: the client gives up in its time, and knows nothing of the event', async () => {
    const { send, sandbox } = await start({ kind: 'timeout', times: 100 });
    const begun = Date.now();

    const result = await send(lead, { timeoutMs: 500 });

    expect(result).toMatchObject({ ok: false, status: 0, error: { ambiguous: true } });
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(sandbox.requests[0]).toMatchObject({ status: 0, simulatedFault: 'timeout' });
  });
});
