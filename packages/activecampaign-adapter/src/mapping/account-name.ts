/**
 * The name of an account, from `example`, `example.api-us1.com` or
 * `https://example.activehosted.com/app`; `undefined` for anything else.
 */
// https://developers.activecampaign.com/reference/url: https://<your-account>.api-us1.com
export function accountName(account: unknown): string | undefined {
  if (typeof account !== 'string') return undefined;
  const [, name] =
    /^(?:https:\/\/)?([a-z\d](?:[a-z\d-]*[a-z\d])?)(?:[./]|$)/i.exec(account.trim()) ?? [];
  return name?.toLowerCase();
}
