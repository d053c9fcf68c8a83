import { CommandError } from './output.ts';
import type { Target } from './target.ts';

/** Fails at once if the target is a sandbox that is not running: a client would retry for seconds. */
export async function requireSandbox({ isSandbox, config }: Target): Promise<void> {
  if (!isSandbox) return;
  try {
    const response = await fetch(`${config.baseUrl}/`, { signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
  } catch {
    throw new CommandError(
      'unavailable',
      `No sandbox answers at ${config.baseUrl}.`,
      'Start one with meta-capi sandbox, or name another with --sandbox URL.',
    );
  }
}
