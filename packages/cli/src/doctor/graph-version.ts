import { graphVersions, noteOnVersion } from '@meta-capi/core';
import { error, type Finding, ok, warning } from './finding.ts';

const check = 'Graph version';
const soonDays = 90;

/** The version of every request, and how long Meta supports it. */
export function checkGraphVersion(given: string | undefined, now: Date): readonly Finding[] {
  const [newest] = graphVersions;
  const name = given ?? newest.name;
  const fix = `Leave apiVersion out, or set it to '${newest.name}'.`;
  if (!/^v\d{1,3}\.\d$/.test(name)) {
    return [error(check, `--api-version ${name} does not look like ${newest.name}.`, fix)];
  }
  const known = graphVersions.find((version) => version.name === name);
  if (known?.graphUntil === undefined) {
    const note = noteOnVersion(name, now.getTime());
    if (note === undefined) {
      return [ok(check, `${name}; Meta has not published when it ends`)];
    }
    return [warning(check, note, fix)];
  }
  const days = Math.ceil((Date.parse(known.graphUntil) - now.getTime()) / 86_400_000);
  if (days <= 0) return [error(check, `${name} ended on ${known.graphUntil}.`, fix)];
  const message = `${name} ends on ${known.graphUntil}, in ${days} days`;
  const note = noteOnVersion(name, now.getTime());
  if (days <= soonDays) return [warning(check, `${message}.`, fix)];
  return [note === undefined ? ok(check, message) : warning(check, `${message}. ${note}`, fix)];
}
