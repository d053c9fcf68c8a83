/** One value of a metric. */
export interface Sample {
  /** Seconds. */
  at: number;
  value: number;
}

export type AlarmState = 'ALARM' | 'INSUFFICIENT_DATA' | 'OK';

/** The properties of an `AWS::CloudWatch::Alarm` that are evaluated. */
export interface Alarm {
  statistic: 'Maximum' | 'Sum';
  period: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  threshold: number;
  comparisonOperator: keyof typeof comparisons;
  treatMissingData: 'breaching' | 'ignore' | 'missing' | 'notBreaching';
}

const comparisons = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
};

const notEvaluated = new Set([
  'AlarmActions',
  'AlarmDescription',
  'Dimensions',
  'MetricName',
  'Namespace',
]);

/**
 * Reads the properties of an alarm.
 *
 * @throws TypeError for a value that CloudWatch rejects, and for a property that is not evaluated here.
 */
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
export function readAlarm(properties: Readonly<Record<string, unknown>>): Alarm {
  const {
    Statistic,
    Period,
    EvaluationPeriods,
    DatapointsToAlarm = EvaluationPeriods,
    Threshold,
    ComparisonOperator,
    TreatMissingData = 'missing',
    ...rest
  } = properties;
  const unknown = Object.keys(rest).filter((name) => !notEvaluated.has(name));
  if (unknown.length > 0) throw new TypeError(`Not evaluated here: ${unknown.join(', ')}`);
  const period = wholeNumber('Period', Period);
  const evaluationPeriods = wholeNumber('EvaluationPeriods', EvaluationPeriods);
  const datapointsToAlarm = wholeNumber('DatapointsToAlarm', DatapointsToAlarm);
  if (![10, 20, 30].includes(period) && period % 60 !== 0) throw new TypeError('Period');
  const longest = period < 3600 ? 86_400 : 604_800;
  if (period * evaluationPeriods > longest) throw new TypeError('Period × EvaluationPeriods');
  if (datapointsToAlarm > evaluationPeriods) throw new TypeError('DatapointsToAlarm');
  if (typeof Threshold !== 'number') throw new TypeError('Threshold');
  return {
    statistic: oneOf('Statistic', Statistic, ['Maximum', 'Sum']),
    period,
    evaluationPeriods,
    datapointsToAlarm,
    threshold: Threshold,
    comparisonOperator: oneOf(
      'ComparisonOperator',
      ComparisonOperator,
      Object.keys(comparisons) as (keyof typeof comparisons)[],
    ),
    treatMissingData: oneOf('TreatMissingData', TreatMissingData, [
      'breaching',
      'ignore',
      'missing',
      'notBreaching',
    ]),
  };
}

function wholeNumber(name: string, value: unknown): number {
  if (!Number.isInteger(value) || Number(value) < 1) throw new TypeError(name);
  return Number(value);
}

function oneOf<Text extends string>(name: string, value: unknown, texts: readonly Text[]): Text {
  const found = texts.find((text) => text === value);
  if (found === undefined) throw new TypeError(name);
  return found;
}

/** The state of an alarm in each minute from its first period until `endsAt`. Times are in seconds. */
export function statesOf(
  alarm: Alarm,
  samples: readonly Sample[],
  endsAt: number,
): readonly { at: number; state: AlarmState }[] {
  const states: { at: number; state: AlarmState }[] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (let at = alarm.period; at <= endsAt; at += 60) {
    state = stateOf(alarm, datapoints(alarm, samples, at), state);
    states.push({ at, state });
  }
  return states;
}

/** The datapoints of the evaluation range, oldest first; `undefined` for a period without a sample. */
function datapoints(
  { period, statistic, evaluationPeriods }: Alarm,
  samples: readonly Sample[],
  now: number,
): readonly (number | undefined)[] {
  const range = evaluationPeriods + moreThanEvaluated;
  return Array.from({ length: range }, (_, n) => {
    const to = now - (range - 1 - n) * period;
    const values = samples.flatMap(({ at, value }) =>
      at >= to - period && at < to ? [value] : [],
    );
    if (values.length === 0) return undefined;
    return statistic === 'Sum' ? values.reduce((a, b) => a + b, 0) : Math.max(...values);
  });
}

/** CloudWatch reads more periods than it evaluates. The number is not documented; it is two in AWS's example. */
const moreThanEvaluated = 2;

/** The new state of an alarm for an evaluation range, oldest datapoint first. */
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
export function stateOf(
  alarm: Alarm,
  range: readonly (number | undefined)[],
  current: AlarmState,
): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData, threshold } = alarm;
  const existing = range.filter((value) => value !== undefined).slice(-evaluationPeriods);
  const missing = evaluationPeriods - existing.length;
  const isBreaching = comparisons[alarm.comparisonOperator];
  const breaching = existing.filter((value) => isBreaching(value, threshold)).length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (missing === 0) return 'OK';
  const allBreach = breaching === existing.length;
  switch (treatMissingData) {
    case 'notBreaching':
      return 'OK';
    case 'breaching':
      return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'ignore':
      return allBreach ? current : 'OK';
    case 'missing':
      if (existing.length === 0) return 'INSUFFICIENT_DATA';
      return allBreach ? 'ALARM' : 'OK';
  }
}
