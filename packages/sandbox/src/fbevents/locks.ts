/** Reasons why no call may be carried out now. */
export interface Locks {
  readonly isLocked: () => boolean;
  readonly lock: (reason: string) => void;
  /** Calls `onUnlocked` if this was the last reason. */
  readonly release: (reason: string) => void;
}

export function createLocks(onUnlocked: () => void): Locks {
  const reasons = new Set<string>();
  return {
    isLocked: () => reasons.size > 0,
    lock: (reason) => void reasons.add(reason),
    release(reason) {
      if (reasons.delete(reason) && reasons.size === 0) onUnlocked();
    },
  };
}
