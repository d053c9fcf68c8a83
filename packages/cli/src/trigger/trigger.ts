import type { Context } from '../context.ts';
import { CommandError, type ExitCode } from '../output.ts';
import { requireSandbox } from '../require-sandbox.ts';
import { readTarget, sandboxUrl } from '../target.ts';
import { addFields } from './add-fields.ts';
import { filledIn, fixturesOf, type Json, payloadOf, type Source, sources } from './fixtures.ts';
import { signedRequest } from './signed-request.ts';

export interface TriggerFlags {
  readonly to?: string;
  readonly add?: readonly string[];
  readonly list?: true;
  readonly print?: true;
  readonly sandbox?: string;
}

/** Posts a payload of a made-up person to the user's route, or through the adapter to the sandbox. */
export async function trigger(
  given: string | undefined,
  name: string | undefined,
  flags: TriggerFlags,
  context: Context,
): Promise<ExitCode> {
  // Commander has checked the word.
  const source = given as Source | undefined;
  if (flags.list) return list(source === undefined ? sources : [source], context);
  if (source === undefined || name === undefined) {
    throw new CommandError(
      'usage',
      source === undefined ? 'No source is given.' : `No payload of ${source} is given.`,
      'Write for example meta-capi trigger stripe payment_intent.succeeded. --list prints every payload.',
    );
  }
  const template = addFields(await payloadOf(source, name), flags.add ?? []);
  if (flags.print) {
    // With its placeholders: a copy that is posted twice is two conversions.
    context.output.printPersonal(JSON.stringify(template, null, 2), template);
    return 'ok';
  }
  const payload = filledIn(template, new Date());
  return flags.to === undefined
    ? toSandbox(source, payload, flags, context)
    : toRoute(source, payload, flags.to, context);
}

async function list(wanted: readonly Source[], { output }: Context): Promise<ExitCode> {
  for (const source of wanted) {
    for (const { name, description } of await fixturesOf(source)) {
      output.print(`${source.padEnd(14)}  ${name.padEnd(42)}  ${description}`, {
        source,
        name,
        description,
      });
    }
  }
  return 'ok';
}

async function toRoute(
  source: Source,
  payload: Json,
  to: string,
  { env, output }: Context,
): Promise<ExitCode> {
  if (!URL.canParse(to) || !/^https?:$/.test(new URL(to).protocol)) {
    throw new CommandError(
      'usage',
      '--to must be an http or https URL.',
      'Write for example --to http://localhost:3000/api/webhooks/stripe.',
    );
  }
  const url = new URL(to);
  // The path and the query may hold the secret of an ActiveCampaign webhook.
  const shown = source === 'activecampaign' ? url.origin : url.origin + url.pathname;
  const request = signedRequest(source, payload, url, env);
  const startedAt = performance.now();
  let response: Response;
  try {
    response = await fetch(request, { redirect: 'manual', signal: AbortSignal.timeout(30_000) });
  } catch {
    throw new CommandError(
      'unavailable',
      `${shown} did not answer.`,
      'Start your server, and check the port of --to.',
    );
  }
  const ms = Math.round(performance.now() - startedAt);
  await response.body?.cancel();
  const { status } = response;
  output.print(`POST ${shown} → ${status} (${ms} ms)`, { url: shown, status, ms });
  const hint = hintOf(status, source);
  if (hint !== undefined) output.progress(`fix: ${hint}`);
  else if (source === 'stripe' && payload['livemode'] === false) {
    output.progress(
      'The payload is in test mode (livemode: false): a route sends it only with META_TEST_EVENT_CODE set. --add livemode=true makes it live.',
    );
  }
  return response.ok ? 'ok' : 'problem';
}

function hintOf(status: number, source: Source): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  const secret = source === 'stripe' ? 'STRIPE_WEBHOOK_SECRET' : 'ACTIVECAMPAIGN_SECRET';
  if (status === 400 && source === 'stripe') {
    return `${secret} here and in the route must be the same, and the route must read the raw body.`;
  }
  if (status === 404) {
    return source === 'activecampaign'
      ? `check the path of --to, and that ${secret} here and in the route are the same.`
      : 'check the path of --to.';
  }
  if (status === 405 || status === 415) return 'the route must accept POST with this content type.';
  if (status === 503)
    return 'read the route’s log: its configuration is not complete, or it needs a Stripe client.';
  if (status >= 300 && status < 400) return 'the route redirects; name the final URL with --to.';
  return 'read the route’s log.';
}

async function toSandbox(
  source: Source,
  payload: Json,
  flags: TriggerFlags,
  { env, output }: Context,
): Promise<ExitCode> {
  const target = readTarget(env, sandboxUrl(env, flags.sandbox));
  output.progress(
    `No --to: the payload goes through the ${source} adapter to the ${target.description}.`,
  );
  await requireSandbox(target);
  const { handleLocally } = await import('./to-sandbox.ts');
  const { status, outcomes, messages } = await handleLocally(source, payload, target);
  const lines = outcomes.map(({ outcome, eventName, eventId, reason, error }) =>
    [outcome.padEnd(9), eventName, eventId, reason ?? error?.message ?? ''].join('  ').trimEnd(),
  );
  output.print(
    [
      `${source} would get ${status}: ${outcomes.length} event${outcomes.length === 1 ? '' : 's'}`,
      ...lines,
    ].join('\n'),
    { status, outcomes, messages },
  );
  if (outcomes.length === 0) {
    output.progress('This payload creates no event under the settings that the command chooses.');
  }
  for (const message of new Set(messages)) output.progress(`note: ${message}`);
  return status === 200 && outcomes.every(({ outcome }) => outcome === 'delivered')
    ? 'ok'
    : 'problem';
}
