import type { Delay } from './graph-server.ts';

/** What is compared, by whom, and how often. */
export interface Plan {
  name: string;
  contenders: readonly string[];
  scenario: string;
  /** Events (batches of 1000 for `batch`), for contenders without their own number. */
  size: number | Readonly<Record<string, number>>;
  warmUp: number;
  delay?: Delay;
}

export const instant: Delay = { from: 0, to: 0 };
const realistic: Delay = { from: 80, to: 120 };

export const plans: readonly Plan[] = [
  {
    name: 'raw event to JSON bytes',
    contenders: ['ours', 'sdk', 'param-builder', 'floor'],
    scenario: 'bytes',
    size: 100_000,
    warmUp: 20_000,
  },
  {
    name: 'one caller',
    contenders: ['ours', 'sdk', 'floor'],
    scenario: 'one',
    size: 8000,
    warmUp: 8000,
  },
  {
    name: '64 callers',
    contenders: ['ours', 'sdk', 'sdk-capped', 'floor'],
    scenario: 'sixtyFour',
    size: { ours: 256_000, sdk: 12_800, 'sdk-capped': 12_800, floor: 512_000 },
    warmUp: 12_800,
  },
  {
    name: 'burst of 2,000 callers',
    contenders: ['ours', 'sdk', 'sdk-capped', 'floor'],
    scenario: 'burst',
    size: { ours: 200_000, sdk: 6000, 'sdk-capped': 12_000, floor: 400_000 },
    warmUp: 2000,
  },
  {
    name: 'burst of 2,000 callers, answers in 80–120 ms',
    contenders: ['ours', 'sdk', 'sdk-capped', 'floor'],
    scenario: 'burst',
    size: { ours: 100_000, sdk: 6000, 'sdk-capped': 6000, floor: 100_000 },
    warmUp: 2000,
    delay: realistic,
  },
  {
    name: 'open loop, 2,000 events/s, answers in 120 ms',
    contenders: ['ours', 'sdk', 'floor'],
    scenario: 'openLoop',
    size: 10_000,
    warmUp: 0,
    delay: { from: 120, to: 120 },
  },
  {
    name: 'batches of 1,000',
    contenders: ['ours', 'sdk', 'floor'],
    scenario: 'batch',
    size: 40,
    warmUp: 5,
  },
  {
    name: 'backlog of 100,000, answers in 80–120 ms',
    contenders: ['ours', 'sdk'],
    scenario: 'backlog',
    size: 100_000,
    warmUp: 5000,
    delay: realistic,
  },
  {
    name: 'memory, 1 M events',
    contenders: ['ours'],
    scenario: 'memory',
    size: 1_000_000,
    warmUp: 0,
  },
];
