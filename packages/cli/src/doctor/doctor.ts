import type { Context } from '../context.ts';
import type { ExitCode } from '../output.ts';
import { checkConnection } from './connection.ts';
import type { Env, Finding } from './finding.ts';
import type { DoctorFlags } from './flags.ts';
import { checkGraphVersion } from './graph-version.ts';
import { checkSite } from './site.ts';
import { checkVariables } from './variables.ts';

/** Prints a finding for each check; an error is a problem, a warning is not. */
export async function doctor(flags: DoctorFlags, { env, output }: Context): Promise<ExitCode> {
  const isProduction = flags.production === true || env['NODE_ENV'] === 'production';
  const checks: readonly (() => Promise<readonly Finding[]> | readonly Finding[])[] = [
    () => checkVariables(env, isProduction),
    () => checkGraphVersion(flags.apiVersion, new Date()),
    () => checkConnection(env),
    ...(flags.site === undefined ? [] : [() => checkSite(String(flags.site))]),
    () => stripe(flags, env),
    () => aws(flags, env),
  ];
  const findings: Finding[] = [];
  for (const check of checks) {
    for (const finding of await check()) {
      findings.push(finding);
      output.print(describe(finding), finding);
    }
  }
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.filter(({ level }) => level === 'warning').length;
  output.print(summary(errors, warnings), { errors, warnings });
  return errors > 0 ? 'problem' : 'ok';
}

// Loaded only if they are needed: their libraries are optional and large.
async function stripe(flags: DoctorFlags, env: Env): Promise<readonly Finding[]> {
  const { checkStripe } = await import('./stripe.ts');
  return checkStripe(flags, env);
}

async function aws(flags: DoctorFlags, env: Env): Promise<readonly Finding[]> {
  if (flags.userPool === undefined && flags.tokenParameter === undefined) return [];
  const { checkAws } = await import('./aws.ts');
  return checkAws(flags, env);
}

const marks = { error: '✗', ok: '✓', skipped: '-', warning: '!' } as const;

function describe({ check, level, message, fix }: Finding): string {
  const line = `${marks[level]} ${check}: ${message}`;
  return fix === undefined ? line : `${line}\n    fix: ${fix}`;
}

function summary(errors: number, warnings: number): string {
  if (errors + warnings === 0) {
    return '\nNo problem found. To see an event arrive: meta-capi send Lead --user externalId=42 --test-event-code CODE';
  }
  return `\n${errors} error(s), ${warnings} warning(s).`;
}
