import { ConfigError, checkConfig, configFromEnv } from '@meta-capi/core';
import { type Env, error, type Finding, ok, warning } from './finding.ts';

/** Checks the environment variables that `configFromEnv` reads, and looks for misplaced ones. */
export function checkVariables(env: Env, isProduction: boolean): readonly Finding[] {
  if (isUnconfigured(env) && !isProduction) return [unconfigured];
  const misplaced = [...swapped(env), ...exposedTokens(env), ...otherNames(env)];
  const config = configFromEnv(env);
  const wrong = configFindings(env).filter(
    ({ check }) => !misplaced.some((finding) => finding.check === check),
  );
  const found = [...misplaced, ...wrong, ...(isProduction ? productionFindings(env) : [])];
  const passed = Object.entries(variableOf)
    .filter(([, name]) => !found.some(({ check }) => check === name))
    .flatMap(([field, name]) =>
      config[field as keyof typeof config] === undefined
        ? []
        : [ok(name, okMessages[name] ?? 'set')],
    );
  return [...passed, ...found, ...tokenShape(env, found)];
}

/** Then every command uses the local sandbox. */
export function isUnconfigured(env: Env): boolean {
  const names = [...Object.values(variableOf), 'NEXT_PUBLIC_META_PIXEL_ID'];
  return ![...names, ...otherTokenNames, ...otherPixelNames].some((name) => unquoted(env[name]));
}

const unconfigured = warning(
  'configuration',
  'no variable of meta-capi is set, so every command uses the local sandbox.',
  'Set META_PIXEL_ID, META_CAPI_ACCESS_TOKEN and META_CONSENT_UNKNOWN, or name their file with --env-file.',
);

const variableOf = {
  pixelId: 'META_PIXEL_ID',
  accessToken: 'META_CAPI_ACCESS_TOKEN',
  whenConsentUnknown: 'META_CONSENT_UNKNOWN',
  testEventCode: 'META_TEST_EVENT_CODE',
  baseUrl: 'META_CAPI_BASE_URL',
} as const;

const okMessages: Readonly<Record<string, string>> = {
  META_PIXEL_ID: 'has the form of a pixel id',
  META_CAPI_ACCESS_TOKEN: 'has a form that Meta’s API takes; only a sent event proves it',
};

/** What core's own check says of the configuration, under the names of the variables. */
function configFindings(env: Env): readonly Finding[] {
  try {
    checkConfig(configFromEnv(env));
    return [];
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    return thrown.issues.map(({ path, message }) => {
      const name = variableOf[path as keyof typeof variableOf] ?? path;
      const fix = message.slice(message.indexOf(':') + 1).trim();
      const isMissing = configFromEnv(env)[path as keyof typeof variableOf] === undefined;
      if (isMissing && isLoopback(env['META_CAPI_BASE_URL'])) {
        return warning(
          name,
          'is not set. This command line needs none for a sandbox, your client does.',
          correction(name, fix),
        );
      }
      if (isMissing) return error(name, 'is not set.', correction(name, fix));
      const [, problem, cure] = /^(is [^:]+): (.+)$/.exec(fix) ?? [];
      return problem === undefined || cure === undefined
        ? error(name, 'has the wrong form.', correction(name, fix))
        : error(name, `${problem}.`, correction(name, cure));
    });
  }
}

function correction(name: string, fix: string): string {
  const sentence = fix.charAt(0).toUpperCase() + fix.slice(1);
  return fix.includes(name) ? sentence : `${name}: ${fix}`;
}

const tokenPrefix = /^EAA[A-Za-z0-9]+$/;

/** A token where the pixel id should be, or the reverse. */
function swapped(env: Env): readonly Finding[] {
  const pixelId = unquoted(env['META_PIXEL_ID'] ?? env['NEXT_PUBLIC_META_PIXEL_ID']);
  const token = unquoted(env['META_CAPI_ACCESS_TOKEN']);
  return [
    ...(tokenPrefix.test(pixelId)
      ? [
          error(
            'META_PIXEL_ID',
            'holds an access token.',
            'Put the token into META_CAPI_ACCESS_TOKEN and the digits from Events Manager into META_PIXEL_ID. If the variable is public, generate a new token.',
          ),
        ]
      : []),
    ...(/^\d{5,20}$/.test(token)
      ? [
          error(
            'META_CAPI_ACCESS_TOKEN',
            'holds only digits, as a pixel id does.',
            'Generate the token in Events Manager > Settings > Conversions API.',
          ),
        ]
      : []),
  ];
}

/** Bundlers put these into the code that every visitor downloads. */
// https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser
const publicPrefix = /^(?:NEXT_PUBLIC_|VITE_|PUBLIC_|REACT_APP_|NUXT_PUBLIC_|GATSBY_|EXPO_PUBLIC_)/;

function exposedTokens(env: Env): readonly Finding[] {
  return Object.keys(env)
    .filter((name) => publicPrefix.test(name) && tokenPrefix.test(unquoted(env[name])))
    .filter((name) => name !== 'NEXT_PUBLIC_META_PIXEL_ID')
    .map((name) =>
      error(
        name,
        'holds an access token, and its prefix makes it public in the browser.',
        `Generate a new token, put it into META_CAPI_ACCESS_TOKEN and delete ${name}.`,
      ),
    );
}

const otherTokenNames = [
  'META_ACCESS_TOKEN',
  'FB_ACCESS_TOKEN',
  'FACEBOOK_ACCESS_TOKEN',
  'FACEBOOK_CAPI_ACCESS_TOKEN',
  'META_TOKEN',
  'META_CAPI_TOKEN',
  'CAPI_ACCESS_TOKEN',
];
const otherPixelNames = ['FACEBOOK_PIXEL_ID', 'FB_PIXEL_ID', 'META_DATASET_ID', 'PIXEL_ID'];

/** The value is there under a name that is not read. */
function otherNames(env: Env): readonly Finding[] {
  return [
    ['META_CAPI_ACCESS_TOKEN', otherTokenNames] as const,
    ['META_PIXEL_ID', otherPixelNames] as const,
  ].flatMap(([name, others]) => {
    const other = others.find((each) => unquoted(env[each]) !== '');
    const isSet = unquoted(env[name]) !== '' || unquoted(env[`NEXT_PUBLIC_${name}`]) !== '';
    if (other === undefined || isSet) return [];
    return [error(name, `is not set, but ${other} is.`, `Rename ${other} to ${name}.`)];
  });
}

function tokenShape(env: Env, found: readonly Finding[]): readonly Finding[] {
  const name = 'META_CAPI_ACCESS_TOKEN';
  const token = unquoted(env[name]);
  if (token === '' || found.some(({ check }) => check === name)) return [];
  if (/^\d+\|/.test(token)) {
    return [
      error(
        name,
        'is an app token (digits, a bar and a secret), which cannot send events.',
        'Generate a token in Events Manager > Settings > Conversions API.',
      ),
    ];
  }
  if (tokenPrefix.test(token) || isLoopback(env['META_CAPI_BASE_URL'])) return [];
  return [
    warning(
      name,
      'does not begin with EAA, as Meta’s tokens do.',
      'Copy the whole token from Events Manager > Settings > Conversions API.',
    ),
  ];
}

function productionFindings(env: Env): readonly Finding[] {
  const { testEventCode, baseUrl } = configFromEnv(env);
  return [
    ...(testEventCode === undefined
      ? []
      : [
          error(
            'META_TEST_EVENT_CODE',
            'is set in production: every event is sent as a test event.',
            'Delete META_TEST_EVENT_CODE in production, and keep it where you test.',
          ),
        ]),
    ...(isLoopback(baseUrl)
      ? [
          error(
            'META_CAPI_BASE_URL',
            'names this machine in production: no event reaches Meta.',
            'Delete META_CAPI_BASE_URL in production.',
          ),
        ]
      : []),
  ];
}

function isLoopback(url: string | undefined): boolean {
  return (
    url !== undefined &&
    URL.canParse(url) &&
    /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname)
  );
}

function unquoted(value: string | undefined): string {
  return (value ?? '').trim().replace(/^["']|["']$/g, '');
}
