import type { PrepareConfig } from '../prepare/prepare.ts';

export interface CapiConfig extends PrepareConfig {
  /** The pixel's (dataset's) id, 5 to 20 digits. */
  pixelId?: string | undefined;
  /** The Conversions API token, or where to get it: cached, and asked again if Meta refuses it. */
  accessToken?: string | (() => Promise<string>) | undefined;
  /** A Graph API version. One that is newer than this release is used as given. @default "v27.0" */
  apiVersion?: string | undefined;
  /** Adds `appsecret_proof`, for apps that demand it. */
  appSecret?: string | undefined;
  /** Milliseconds for a whole send: name look-up, connection, answer, retries. @default 5000 */
  timeoutMs?: number | undefined;
  /**
   * Another server in place of Meta's, such as the sandbox: http or https on a loopback address; any
   * other https host needs `allowCustomHost`.
   * @default "https://graph.facebook.com"
   */
  baseUrl?: string | undefined;
  /**
   * Lets `baseUrl` name a host that is neither Meta's nor loopback, which then gets the access token
   * and every event. An environment variable alone cannot redirect them.
   * @default false
   */
  allowCustomHost?: boolean | undefined;
  /** Makes every request in place of the platform's own HTTP client. */
  fetch?: typeof fetch | undefined;
}
