import { type Env, error, type Finding, ok, warning } from './finding.ts';
import type { DoctorFlags } from './flags.ts';

type Settings = Pick<DoctorFlags, 'function' | 'tokenParameter' | 'userPool'>;

/** Checks the Cognito trigger and the parameter of the token; reads no secret. */
export async function checkAws(settings: Settings, env: Env): Promise<readonly Finding[]> {
  return [
    ...(settings.userPool === undefined
      ? []
      : await checkTrigger(settings.userPool, settings, env)),
    ...(settings.tokenParameter === undefined
      ? []
      : await checkParameter(settings.tokenParameter, env)),
  ];
}

async function checkTrigger(
  userPool: string,
  { function: name }: Settings,
  env: Env,
): Promise<readonly Finding[]> {
  try {
    const { CognitoIdentityProvider } = await import('@aws-sdk/client-cognito-identity-provider');
    const client = new CognitoIdentityProvider(settingsOf(env));
    const { UserPool: pool } = await client.describeUserPool({ UserPoolId: userPool });
    return [triggerFinding(userPool, pool?.LambdaConfig?.PostConfirmation, name)];
  } catch (thrown) {
    return [
      failure(
        triggerCheck,
        thrown,
        '@aws-sdk/client-cognito-identity-provider',
        'cognito-idp:DescribeUserPool',
        userPool,
      ),
    ];
  }
}

const triggerCheck = 'Cognito trigger';

function triggerFinding(
  userPool: string,
  arn: string | undefined,
  name: string | undefined,
): Finding {
  if (arn === undefined) {
    return error(
      triggerCheck,
      `${userPool} has no PostConfirmation trigger: registrations create no event.`,
      'Attach the function in Cognito > your pool > Extensions > Lambda triggers > Post confirmation.',
    );
  }
  const attached = arn.replace(/^.*:function:/, '');
  const [attachedName] = attached.split(':');
  if (name !== undefined && name !== attachedName && name !== arn) {
    return error(
      triggerCheck,
      `${userPool} calls ${attachedName}, not ${name}.`,
      `Attach ${name} as the Post confirmation trigger, or call its handler from ${attachedName}.`,
    );
  }
  return ok(triggerCheck, `${userPool} calls ${attached}`);
}

async function checkParameter(name: string, env: Env): Promise<readonly Finding[]> {
  const check = 'SSM parameter';
  try {
    const { SSM } = await import('@aws-sdk/client-ssm');
    const client = new SSM(settingsOf(env));
    // Its description, not its value: the token is not needed here.
    const { Parameters: found = [] } = await client.describeParameters({
      ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name] }],
    });
    const [parameter] = found;
    if (parameter === undefined) {
      return [
        error(
          check,
          `${name} does not exist in this region.`,
          `Create it as a SecureString: aws ssm put-parameter --name ${name} --type SecureString --value file://token.txt`,
        ),
      ];
    }
    return parameter.Type === 'SecureString'
      ? [ok(check, `${name} exists and is encrypted`)]
      : [
          warning(
            check,
            `${name} is stored as ${parameter.Type}, not encrypted.`,
            'Create it again with --type SecureString, and generate a new token.',
          ),
        ];
  } catch (thrown) {
    return [failure(check, thrown, '@aws-sdk/client-ssm', 'ssm:DescribeParameters', name)];
  }
}

/** The SDK reads the process's environment itself; this adds the variables of `--env-file`. */
function settingsOf(env: Env): {
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
} {
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  const endpoint = env['AWS_ENDPOINT_URL'];
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const sessionToken = env['AWS_SESSION_TOKEN'];
  return {
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } }
      : {}),
  };
}

/** In our words: the SDK's message may name accounts and users. */
function failure(
  check: string,
  thrown: unknown,
  library: string,
  permission: string,
  what: string,
): Finding {
  const { name, code } = Object(thrown) as { name?: unknown; code?: unknown };
  const kind = typeof name === 'string' && /^\w{1,80}$/.test(name) ? name : 'Error';
  if (code === 'ERR_MODULE_NOT_FOUND') {
    return error(check, `${library} is not installed.`, `npm install ${library}`);
  }
  if (/NotFound/.test(kind)) {
    return error(check, `${what} does not exist in this region.`, 'Check its name and AWS_REGION.');
  }
  if (/AccessDenied|NotAuthorized|UnrecognizedClient|ExpiredToken/.test(kind)) {
    return error(
      check,
      `AWS refuses it (${kind}).`,
      `Give the credentials ${permission}, or renew them.`,
    );
  }
  if (/Credentials/.test(kind)) {
    return error(
      check,
      'no AWS credentials were found.',
      'Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  }
  return error(check, `AWS did not answer (${kind}).`, 'Check AWS_REGION and the network.');
}
