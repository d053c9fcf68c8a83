type Headers = Readonly<Record<string, string>>;

/** Milliseconds that Meta asks to wait, between one second and one hour. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  // A date is one of the server's clock, whatever ours says.
  const then = Date.parse(headers['date'] ?? '');
  const serverNow = Number.isNaN(then) ? now : then;
  const ms = fromRetryAfter(headers['retry-after'], serverNow) ?? fromUsage(headers);
  return ms === undefined ? undefined : Math.min(Math.max(ms, 1000), 3_600_000);
}

function fromRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^-?\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : date - now;
}

// JSON in headers; the first counts minutes, the second seconds.
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/rate-limiting
function fromUsage(headers: Headers): number | undefined {
  const minutes =
    largest(headers['x-business-use-case-usage'], 'estimated_time_to_regain_access') ?? 0;
  const seconds = largest(headers['x-ad-account-usage'], 'reset_time_duration') ?? 0;
  const ms = Math.max(minutes * 60_000, seconds * 1000);
  return ms > 0 ? ms : undefined;
}

function largest(json: string | undefined, key: string): number | undefined {
  if (json === undefined) return undefined;
  let found: number | undefined;
  try {
    JSON.parse(json, (name, value: unknown) => {
      if (name === key && typeof value === 'number' && value > (found ?? 0)) found = value;
    });
  } catch {
    // Not JSON.
  }
  return found;
}
