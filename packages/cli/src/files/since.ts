import { CommandError } from '../output.ts';

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads `--since`: a duration back from now (`90m`, `36h`, `7d`), or a date or time in ISO 8601.
 *
 * @throws CommandError if it is neither
 */
export function readSince(since: string, now: number): Date {
  const [, amount, unit = ''] = /^(\d{1,6})([mhd])$/.exec(since) ?? [];
  if (amount !== undefined) return new Date(now - Number(amount) * (unitMs[unit] ?? 0));
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/.test(since)
    ? Date.parse(since)
    : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time);
  throw new CommandError(
    'usage',
    '--since is not a duration or a date.',
    'Write 90m, 36h or 7d, or a date such as 2026-11-20 or 2026-11-20T08:00:00Z.',
  );
}
