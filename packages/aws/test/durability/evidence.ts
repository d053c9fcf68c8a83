/** The kinds of a report about events. Each line is a letter for the kind, and then the ids. */
const kinds = {
  /** The sink stored it, or Meta received it directly. */
  accepted: '+',
  /** SQS did not answer, so SQS may have stored it, and the sink may send it again. */
  unknownStore: '?',
  received: 'R',
  /** The queue delivers it again. */
  duplicated: '2',
  /** The client's outcome was `ambiguous`. */
  ambiguous: 'A',
  /** Deleted before its visibility timeout. */
  done: 'D',
  /** Returned to the queue. Its outcome is known; `ambiguous` is reported separately. */
  returned: 'B',
  /** Deleted after its visibility timeout, so another consumer received it too. */
  late: 'L',
  /** Its message contains a raw personal value or the token. */
  leak: '!',
} as const;

export type Kind = keyof typeof kinds;

/** A line for standard output. It is written synchronously, so SIGKILL does not lose it. */
export function toLine(kind: Kind, ids: readonly string[]): string {
  return `${kinds[kind]}${ids.join(',')}\n`;
}

/** The reports of all processes, and the events whose state is uncertain after a kill. */
export interface Evidence {
  read(line: string, process: number): void;
  /** The process was killed. Events that it had received and not deleted may have been sent. */
  killed(process: number): void;
  countOf(kind: Kind, id: string): number;
  killsOf(id: string): number;
  idsOf(kind: Kind): ReadonlySet<string>;
}

export function createEvidence(): Evidence {
  const counts = new Map<string, Map<string, number>>();
  /** The number of unfinished receives of each id, by process. A process may have several copies of one id. */
  const held = new Map<number, Map<string, number>>();
  const kills = new Map<string, number>();
  const countsOf = (kind: Kind): Map<string, number> => {
    const of = counts.get(kinds[kind]) ?? new Map<string, number>();
    counts.set(kinds[kind], of);
    return of;
  };
  const kindOf = new Map(
    Object.entries(kinds).map(([kind, letter]) => [letter as string, kind as Kind]),
  );
  return {
    read(line, process) {
      const kind = kindOf.get(line.slice(0, 1));
      if (kind === undefined) return;
      const holding = held.get(process) ?? new Map<string, number>();
      held.set(process, holding);
      for (const id of line.slice(1).split(',')) {
        countsOf(kind).set(id, (countsOf(kind).get(id) ?? 0) + 1);
        const count = holding.get(id) ?? 0;
        if (kind === 'received') holding.set(id, count + 1);
        if (finished.has(kind)) holding.set(id, Math.max(0, count - 1));
      }
    },
    killed(process) {
      for (const [id, count] of held.get(process) ?? []) {
        kills.set(id, (kills.get(id) ?? 0) + count);
      }
    },
    countOf: (kind, id) => countsOf(kind).get(id) ?? 0,
    killsOf: (id) => kills.get(id) ?? 0,
    idsOf: (kind) => new Set(countsOf(kind).keys()),
  };
}

const finished: ReadonlySet<Kind> = new Set(['done', 'late', 'returned']);
