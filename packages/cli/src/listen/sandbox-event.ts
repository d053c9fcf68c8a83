/** What is read of an event in the sandbox's JSON API. */
export interface SandboxEvent {
  readonly number: number;
  readonly source: 'browser' | 'server';
  readonly receivedAt: number;
  readonly verdict: 'counted' | 'duplicate' | 'refused';
  readonly pixelId: string;
  readonly eventName?: string;
  readonly eventId?: string;
  readonly event: {
    readonly custom_data?: { readonly value?: unknown; readonly currency?: unknown };
  };
  readonly findings: readonly {
    readonly rule: string;
    readonly field: string;
    readonly message: string;
    readonly severity: 'advice' | 'leak' | 'problem';
  }[];
  readonly error?: {
    readonly code?: number;
    readonly error_subcode?: number;
    readonly error_user_msg?: string;
    readonly message?: string;
  };
  readonly fault?: 'event' | 'peer' | 'request';
  readonly conversion: number;
  /** The number of the other half of a broken pair. */
  readonly nearMissOf?: number;
  /** The number of an earlier event of the same side that may be the same conversion. */
  readonly possibleDuplicateOf?: number;
  /** The number of the copy that is counted instead. */
  readonly duplicateOf?: number;
}

/** The conversions of which both a browser and a server event were accepted under one id. */
export function pairedConversions(events: readonly SandboxEvent[]): ReadonlySet<number> {
  const sides = new Map<number, Set<string>>();
  for (const { conversion, source, verdict } of events) {
    if (verdict === 'refused') continue;
    sides.set(conversion, (sides.get(conversion) ?? new Set()).add(source));
  }
  return new Set([...sides].flatMap(([conversion, { size }]) => (size > 1 ? [conversion] : [])));
}
