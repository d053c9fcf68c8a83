import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { printConversions } from '../services/print-conversions.ts';

let sandbox: Sandbox;
let lines: string[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  sandbox = createSandbox();
  lines = [];
  stop = printConversions(sandbox, (line) => lines.push(line.replaceAll(/ {3,}/g, '  ')));
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

function server(name: string, id: string, token = 'any-text'): Promise<Response> {
  const event = {
    event_name: name,
    event_id: id,
    event_time: Math.floor(Date.now() / 1000),
    action_source: 'website',
    event_source_url: 'https://shop.example.com/',
    user_data: { external_id: 'customer-7', client_user_agent: 'Mozilla/5.0' },
    custom_data: { value: 24.5, currency: 'EUR' },
  };
  return sandbox.fetch('https://graph.facebook.com/v27.0/1234567890/events', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ access_token: token, data: [event] }),
  });
}

function browser(name: string, id: string): Promise<Response> {
  const query = new URLSearchParams({
    id: '1234567890',
    ev: name,
    eid: id,
    dl: 'https://shop.example.com/',
    'cd[value]': '24.5',
    'cd[currency]': 'EUR',
  });
  return sandbox.fetch(`https://www.facebook.com/tr/?${query}`);
}

test('both halves and a redelivered webhook are one line', async () => {
  await server('Purchase', 'pi_1');
  vi.advanceTimersByTime(1000);
  await browser('Purchase', 'pi_1');
  await server('Purchase', 'pi_1');
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(10_000);
  expect(lines).toEqual(['pair, 3 events deduplicated  Purchase  pi_1']);
});

test('a pair, a single half and a refusal', async () => {
  await server('Lead', 'lead-1');
  await browser('Lead', 'lead-1');
  await server('Contact', 'contact-1');
  await server('Contact', 'contact-2', '');
  await browser('PageView', 'view-1');
  vi.advanceTimersByTime(10_000);
  expect(lines).toEqual([
    'pair, deduplicated  Lead  lead-1',
    'server only  Contact  contact-1',
    expect.stringMatching(/^refused: .+ {2}Contact {2}contact-2$/),
  ]);
});

test('a copy that arrives later adds no second line', async () => {
  await server('Purchase', 'pi_2');
  vi.advanceTimersByTime(5000);
  await server('Purchase', 'pi_2');
  vi.advanceTimersByTime(5000);
  expect(lines).toEqual(['server only  Purchase  pi_2']);
});
