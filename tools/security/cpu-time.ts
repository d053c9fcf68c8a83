/**
 * Milliseconds of CPU time that a piece of work takes: the lowest of some runs. CPU time, because
 * other processes of a busy machine do not add to it.
 */
async function cpuMs(work: () => unknown, runs: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

export interface Growth {
  readonly small: number;
  readonly large: number;
  readonly ratio: number;
}

/**
 * How the time grows from an input to one ten times as large. Linear work gives about 10, quadratic
 * work 100. Times below `floorMs` count as `floorMs`: they are measurement noise.
 */
export async function growth(
  small: () => unknown,
  large: () => unknown,
  floorMs = 1,
): Promise<Growth> {
  // One run is enough where even the large input takes less than 15 times the floor.
  const quick = await cpuMs(large, 1);
  if (quick <= maxRatio * floorMs) return { small: floorMs, large: quick, ratio: quick / floorMs };
  // Quadratic work at this size takes seconds: one look at the small input proves it.
  if (quick > 1000) {
    const once = await cpuMs(small, 2);
    return { small: once, large: quick, ratio: quick / Math.max(once, floorMs) };
  }
  let best: Growth | undefined;
  // Garbage collection and compilation fall into some runs: measured again before it is a failure.
  for (let round = 0; round < 3 && (best === undefined || best.ratio > maxRatio); round += 1) {
    const times = { small: await cpuMs(small, 5), large: await cpuMs(large, 3) };
    const ratio = times.large / Math.max(times.small, floorMs);
    if (best === undefined || ratio < best.ratio) best = { ...times, ratio };
  }
  return best as Growth;
}

/** The largest growth that counts as linear. */
export const maxRatio = 15;
