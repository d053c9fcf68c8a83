import type { Recorded } from './accepted.ts';

interface Named {
  readonly eventName?: string | undefined;
  readonly eventId?: string | undefined;
}

export function keyOf({ eventName = '', eventId = '' }: Named): string {
  return `${eventName} ${eventId}`;
}

export type RecordsOf = (key: string) => readonly Recorded[];

export function indexed(recorded: readonly Recorded[]): RecordsOf {
  const index = new Map<string, Recorded[]>();
  for (const one of recorded) index.set(keyOf(one), [...(index.get(keyOf(one)) ?? []), one]);
  return (key) => index.get(key) ?? [];
}
