import type { Warning } from '../event/issue.ts';

/** What a good answer's headers say that somebody should mend. */
export function answerWarnings(
  headers: Readonly<Record<string, string>>,
  now: number,
): readonly Warning[] {
  const warnings: Warning[] = [];
  // https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/versioning
  if (headers['x-ad-api-version-warning'] !== undefined) {
    const message = 'apiVersion has expired and Meta used a newer one: raise it, or leave it out.';
    warnings.push({ code: 'api_version_expired', path: 'apiVersion', message });
  }
  const skewMs = Date.parse(headers['date'] ?? '') - now;
  if (Math.abs(skewMs) > 30_000) {
    const message = `This machine's clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'behind' : 'ahead of'} Meta's: set it right, for events carry its time.`;
    warnings.push({ code: 'clock_skew', path: 'events', message });
  }
  return warnings;
}
