import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createSandbox } from '../src/index.ts';
import { printEvents } from '../src/print-events.ts';
import { post } from './post.ts';
import { customData, NOW, purchase, userData } from './purchase.ts';

const ESC = '\u001b[2J\u001b[1;1H';
const BIDI = '\u202e';
const FBP = 'fb.1.1795000000000.1098115397';

let printed: string[] = [];
const sandbox = createSandbox({ now: () => NOW });

beforeEach(() => {
  printed = [];
  sandbox.clear();
  const log = vi.spyOn(console, 'log').mockImplementation((text: string) => printed.push(text));
  onTestFinished(() => log.mockRestore());
});
printEvents(sandbox);

test.each([
  ['a hit of the Pixel', () => hit({ ev: `${ESC}Lead`, eid: `${BIDI}a\nb` })],
  ['a hit with another pixel id', () => hit({ id: `1${ESC}`, ev: 'Lead', eid: 'a' })],
  [
    'a server event',
    () => post(sandbox, [purchase({ event_name: `${ESC}Lead`, event_id: `a${BIDI}\n` })]),
  ],
  [
    'the names of its fields',
    () =>
      post(sandbox, [
        purchase({
          [`${ESC}x`]: 1,
          custom_data: customData({ [`a\n${ESC}@`]: 'kim@example.com' }),
        }),
      ]),
  ],
])('no text of %s is printed as a terminal command', async (_, send) => {
  await send();

  expect(printed).not.toEqual([]);
  for (const text of printed) {
    // The sandbox's lines begin with the time or with two spaces.
    for (const line of text.split('\n')) expect(line).toMatch(/^(?: {2}\S|\d{4}-)/);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
});

test('a leak is marked', async () => {
  await post(sandbox, [purchase({ user_data: userData({ em: 'kim@example.com' }) })]);

  expect(printed.join('\n')).toContain('  100/2804016: ');
  expect(printed.join('\n')).toMatch(/^ {2}LEAK email-in-clear at user_data\.em: /m);
});

test('a near miss is printed when its second half arrives, and again when it ends', async () => {
  await hit({ ev: 'Purchase', eid: 'order-1', fbp: FBP });
  printed = [];
  await post(sandbox, [purchase({ event_id: 'order-2', user_data: userData({ fbp: FBP }) })]);

  const text = printed.join('\n');
  expect(text.match(/near-miss at event_id: /g)).toHaveLength(2);
  expect(text).toContain('browser: order-1, server: order-2');

  printed = [];
  await post(sandbox, [purchase({ event_id: 'order-1', user_data: userData({ fbp: FBP }) })]);

  expect(printed.filter((line) => line.endsWith('no longer a near miss'))).toHaveLength(2);
});

test('a browser copy that counts instead of the server’s is printed', async () => {
  await post(sandbox, [purchase({ event_id: 'order-1' })]);
  printed = [];
  await hit({ ev: 'Purchase', eid: 'order-1', fbp: FBP });

  expect(printed.some((line) => line.endsWith('the browser’s copy counts instead'))).toBe(true);
});

async function hit(parameters: Record<string, string>): Promise<void> {
  const query = new URLSearchParams({ id: '1234567890', ...parameters });
  await sandbox.fetch(`https://www.facebook.com/tr?${query}`);
}

test('a possible duplicate is printed with the earlier id, and again when both are pairs', async () => {
  const user_data = userData({ fbp: FBP });
  await post(sandbox, [purchase({ event_id: `pi_1${BIDI}`, user_data })]);
  await post(sandbox, [purchase({ event_id: 'order-2', user_data })]);
  expect(printed.at(-1)).toContain('  possible duplicate of pi_1\\u{202e}');
  printed = [];

  await hit({ ev: 'Purchase', eid: 'order-2', fbp: FBP });
  await hit({ ev: 'Purchase', eid: `pi_1${BIDI}`, fbp: FBP });

  expect(printed.filter((text) => text.endsWith('no longer a possible duplicate'))).toHaveLength(1);
  expect(printed.join()).not.toContain('near miss');
});
