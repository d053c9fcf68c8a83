import { describe, expect, test } from 'vitest';
import { createSandbox, type Fault } from '../../src/index.ts';
import { post } from '../post.ts';
import { NOW, purchase } from '../purchase.ts';

describe('faults', () => {
  test('are simulated in the requested order, each for its number of requests', async () => {
    const sandbox = createSandbox({ now: () => NOW });
    sandbox.faults.simulate({ kind: 'throttled', code: 17 });
    sandbox.faults.simulate({ kind: 'transient', times: 2 });

    const answers = [];
    for (let index = 0; index < 4; index++) answers.push(await post(sandbox, [purchase()]));

    expect(answers.map(({ status, body }) => [status, body.error?.code])).toEqual([
      [400, 17],
      [500, 2],
      [500, 2],
      [200, undefined],
    ]);
    expect(answers[1]?.body.error?.is_transient).toBe(true);
    expect(sandbox.events.map(({ verdict, simulatedFault }) => [verdict, simulatedFault])).toEqual([
      ['refused', 'throttled'],
      ['refused', 'transient'],
      ['refused', 'transient'],
      ['counted', undefined],
    ]);
  });

  test('are listed while they wait, and can be cancelled', async () => {
    const sandbox = createSandbox({ now: () => NOW });
    let changes = 0;
    const end = sandbox.subscribe((change) => {
      if (change === 'faults') changes += 1;
    });

    sandbox.faults.simulate({ kind: 'timeout', times: 3 });
    expect(sandbox.faults.waiting).toMatchObject([{ kind: 'timeout', times: 3 }]);
    sandbox.faults.clear();
    end();
    sandbox.faults.simulate({ kind: 'latency', delayMs: 0 });

    expect(changes).toBe(2);
    expect((await post(sandbox, [purchase()])).status).toBe(200);
  });

  test('a timeout sends no response until the caller aborts, as fetch itself would', async () => {
    const sandbox = createSandbox();
    sandbox.faults.simulate({ kind: 'timeout' });

    const answer = sandbox.fetch('https://graph.facebook.com/v26.0/1234567890/events', {
      method: 'POST',
      signal: AbortSignal.timeout(20),
    });

    await expect(answer).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }));
  });

  test('429 has a Retry-After header', async () => {
    const sandbox = createSandbox();
    sandbox.faults.simulate({ kind: 'rate_limited', retryAfterSeconds: 7 });

    const answer = await sandbox.fetch('https://graph.facebook.com/v26.0/1234567890/events');

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  });

  test.each<[string, unknown]>([
    ['kind', { kind: 'earthquake' }],
    ['kind', undefined],
    ['times', { kind: 'timeout', times: 0 }],
    ['times', { kind: 'timeout', times: 1.5 }],
    ['delayMs', { kind: 'latency', delayMs: 60_001 }],
    ['delayMs', { kind: 'latency', delayMs: '5' }],
    ['retryAfterSeconds', { kind: 'rate_limited', retryAfterSeconds: -1 }],
    ['code', { kind: 'throttled', code: 100 }],
  ])('that are invalid throw an error that names %s', (field, fault) => {
    const { faults } = createSandbox();

    expect(() => faults.simulate(fault as Fault)).toThrow(new RegExp(`^${field} must be`));
    expect(faults.waiting).toEqual([]);
  });
});
