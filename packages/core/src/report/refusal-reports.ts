import { type Report, type Reporter, tell } from './reporter.ts';

/** Reports refused requests. Anyone can send them, so they must not fill a log. */
export interface RefusalReports {
  report(refusal: Pick<Report, 'level' | 'message'> & { kind?: string }): void;
  /** Reports the totals of minutes that have passed. */
  flush(): void;
}

/**
 * Reports the first refusal of a kind at once, and those of the following minute as one total, with the
 * next request after that minute. No timer: a serverless process may freeze between requests.
 */
export function createRefusalReports(reporter: Reporter, source: string): RefusalReports {
  const kinds = new Map<string, { since: number; more: number; level: Report['level'] }>();
  const send = (level: Report['level'], message: string): void =>
    tell(reporter, { level, source, message, outcomes: [], warnings: [] });

  function flush(): void {
    const now = performance.now();
    for (const [kind, { since, more, level }] of kinds) {
      const seconds = Math.round((now - since) / 1000);
      if (seconds < minuteSeconds) continue;
      kinds.delete(kind);
      if (more > 0) send(level, `${kind} ${more} more in ${seconds} s.`);
    }
  }

  return {
    flush,
    report({ level, message, kind = message }) {
      flush();
      const counted = kinds.get(kind);
      if (counted !== undefined) counted.more += 1;
      else {
        kinds.set(kind, { since: performance.now(), more: 0, level });
        send(level, message);
      }
    },
  };
}

const minuteSeconds = 60;
