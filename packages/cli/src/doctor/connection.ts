import { configFromEnv } from '@meta-capi/core';
import { defaultSandbox } from '../target.ts';
import { type Env, error, type Finding, ok, warning } from './finding.ts';
import { isUnconfigured } from './variables.ts';

/** Reaches the Graph host, without a token, and compares the clocks. */
export async function checkConnection(env: Env): Promise<readonly Finding[]> {
  const baseUrl = isUnconfigured(env)
    ? defaultSandbox
    : (configFromEnv(env).baseUrl ?? 'https://graph.facebook.com');
  if (!URL.canParse(baseUrl)) return [];
  const { origin, host } = new URL(baseUrl);
  const proxies = proxyFindings(env);
  const sentAt = Date.now();
  try {
    // Its root: reading the pixel's node fails for valid tokens, so no token is sent at all.
    const response = await fetch(`${origin}/`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    });
    const ms = Date.now() - sentAt;
    await response.body?.cancel();
    return [
      ok('connection', `${host} answered in ${ms} ms`),
      ...clockFindings(response.headers.get('date'), sentAt + ms / 2),
      ...proxies,
    ];
  } catch (thrown) {
    return [...proxies, unreachable(host, thrown)];
  }
}

const toleratedSeconds = 60;

/** An event that is more than a minute in the future is skipped. */
function clockFindings(date: string | null, localMs: number): readonly Finding[] {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return [];
  // The header has whole seconds.
  const seconds = Math.round((localMs - theirs - 500) / 1000);
  const off = `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
  if (Math.abs(seconds) <= 5) return [ok('clock', 'agrees with the server’s')];
  const fix = 'Synchronise the clock of this machine (NTP, for example timedatectl set-ntp true).';
  const message = `This machine’s clock is ${off}.`;
  return Math.abs(seconds) > toleratedSeconds
    ? [error('clock', `${message} Events in the future are skipped; Stripe signatures fail.`, fix)]
    : [warning('clock', message, fix)];
}

/** Node's clients ignore these variables, unless NODE_USE_ENV_PROXY is set (Node 24). */
// https://nodejs.org/api/cli.html#node_use_env_proxy1
function proxyFindings(env: Env): readonly Finding[] {
  const name = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].find(
    (each) => (env[each] ?? '') !== '',
  );
  if (name === undefined || env['NODE_USE_ENV_PROXY'] === '1') return [];
  return [
    warning(
      'proxy',
      `${name} is set, but Node’s HTTP clients do not read it.`,
      'If this network requires the proxy, set NODE_USE_ENV_PROXY=1 (Node 24), or give createCapiClient a fetch that uses it. Else ignore this.',
    ),
  ];
}

const causes: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  ENOTFOUND: ['its name cannot be resolved', 'Check the DNS of this machine or container.'],
  EAI_AGAIN: ['DNS does not answer', 'Check the DNS of this machine or container.'],
  ECONNREFUSED: [
    'the connection was refused',
    'If it is a sandbox, start it with meta-capi sandbox; else check META_CAPI_BASE_URL and the firewall.',
  ],
  ECONNRESET: ['the connection was reset', 'Allow outgoing HTTPS to this host in the firewall.'],
  ETIMEDOUT: [
    'it did not answer in time',
    'Allow outgoing HTTPS to this host; in a VPC add a NAT gateway.',
  ],
  ENETUNREACH: ['the network is unreachable', 'Give this machine a route to the internet.'],
};

function unreachable(host: string, thrown: unknown): Finding {
  const code = codeOf(thrown);
  const isTimeout = thrown instanceof Error && thrown.name === 'TimeoutError';
  const [message, fix] =
    causes[isTimeout ? 'ETIMEDOUT' : code] ??
    (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)
      ? ([
          'its certificate is not trusted',
          'A proxy replaces certificates here: set NODE_EXTRA_CA_CERTS to its CA file.',
        ] as const)
      : ([`it failed (${code})`, 'Allow outgoing HTTPS to this host.'] as const));
  return error('connection', `${host} is not reachable: ${message}.`, fix);
}

function codeOf(thrown: unknown): string {
  const cause: unknown = thrown instanceof Error ? thrown.cause : undefined;
  const codes = [cause, ...(cause instanceof AggregateError ? cause.errors : [])]
    .map((one) => (one as { code?: unknown } | undefined)?.code)
    .filter((code) => typeof code === 'string');
  return codes[0] ?? 'unknown error';
}
