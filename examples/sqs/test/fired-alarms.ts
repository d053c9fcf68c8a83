import { readSamTemplate } from '@meta-capi/stand-ins/sam-template';
import { readAlarm, statesOf } from './cloudwatch-alarm.ts';
import { type Incident, operate } from './operated-stack.ts';

export interface Fired {
  /** The first minute in the state ALARM. */
  from: number;
  isOverAtEnd: boolean;
}

/** Simulates the stack, and returns the alarms of the template that fired. */
export async function alarmsOf(
  minutes: number,
  incidentAt: (minute: number) => Incident,
): Promise<{ fired: Readonly<Record<string, Fired>>; left: number }> {
  const template = await readSamTemplate(new URL('../template.yaml', import.meta.url));
  const { metrics, left } = await operate(template, minutes, incidentAt);
  const fired: Record<string, Fired> = {};
  let alarms = 0;
  for (const [name, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::CloudWatch::Alarm') continue;
    alarms += 1;
    const samples = metrics[String(Properties['MetricName'])];
    if (samples === undefined) throw new Error(`No metric for ${name}`);
    const states = statesOf(readAlarm(Properties), samples, minutes * 60);
    const first = states.find(({ state }) => state === 'ALARM');
    if (first === undefined) continue;
    fired[name] = { from: first.at / 60, isOverAtEnd: states.at(-1)?.state === 'OK' };
  }
  if (alarms !== 5) throw new Error(`${alarms} alarms`);
  return { fired, left };
}

/** An incident that starts at minute `from` and ends at minute `to`. */
export const during =
  (from: number, to: number, incident: Incident) =>
  (minute: number): Incident =>
    minute >= from && minute < to ? incident : {};
