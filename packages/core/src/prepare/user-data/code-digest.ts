import { sha256 } from '#sha256';

/**
 * Two letters, as of countries and states, are few and nobody's secret, so their digests are
 * remembered; those of longer values must not stay in memory.
 */
export function codeDigest(code: string): string {
  let digest = codeDigests.get(code);
  if (digest === undefined) {
    digest = sha256(code);
    if (/^[a-z]{2}$/.test(code)) codeDigests.set(code, digest);
  }
  return digest;
}

const codeDigests = new Map<string, string>();
