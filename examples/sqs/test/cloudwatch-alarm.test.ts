import { describe, expect, test } from 'vitest';
import { type Alarm, type AlarmState, readAlarm, stateOf, statesOf } from './cloudwatch-alarm.ts';

const properties = {
  Statistic: 'Sum',
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
};

const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const keep = 'INSUFFICIENT_DATA';

// The tables of "How alarm state is evaluated when data is missing". X is a breaching datapoint, 0 is not.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
describe.each<[string, number, readonly [string, ...AlarmState[]][]]>([
  [
    '3 out of 3 datapoints',
    3,
    [
      ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
      ['- - - - 0', 'OK', 'OK', 'OK', 'OK'],
      ['- - - - -', 'INSUFFICIENT_DATA', keep, 'ALARM', 'OK'],
      ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['- - X - -', 'ALARM', keep, 'ALARM', 'OK'],
    ],
  ],
  [
    '2 out of 3 datapoints',
    2,
    [
      ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - X -', 'ALARM', keep, 'ALARM', 'OK'],
    ],
  ],
])('%s', (_, datapointsToAlarm, rows) => {
  test.each(rows)('%s', (text, ...expected) => {
    const range = text.split(' ').map((one) => ({ X: 1, 0: 0 })[one]);
    const states = treatments.map((TreatMissingData) => {
      const alarm = readAlarm({
        ...properties,
        EvaluationPeriods: 3,
        DatapointsToAlarm: datapointsToAlarm,
        TreatMissingData,
      });
      return stateOf(alarm, range, keep);
    });
    expect(states).toEqual(expected);
  });
});

test('the statistic combines the samples of one period into one datapoint', () => {
  const samples = [0, 60, 120].map((at) => ({ at, value: 1 }));
  const firstState = (alarm: Alarm): AlarmState | undefined =>
    statesOf(alarm, samples, 300)[0]?.state;
  expect(firstState(readAlarm({ ...properties, Threshold: 3 }))).toBe('ALARM');
  expect(firstState(readAlarm({ ...properties, Threshold: 4 }))).toBe('OK');
  expect(firstState(readAlarm({ ...properties, Threshold: 2, Statistic: 'Maximum' }))).toBe('OK');
});

test.each([
  ['a period that CloudWatch rejects', { Period: 45 }],
  ['a period of text', { Period: '300' }],
  ['a range of more than one day', { EvaluationPeriods: 289 }],
  ['more datapoints than periods', { DatapointsToAlarm: 2 }],
  ['an unknown operator', { ComparisonOperator: 'Above' }],
  ['an unknown treatment', { TreatMissingData: 'notbreaching' }],
  ['an unknown statistic', { Statistic: 'Average' }],
  ['no threshold', { Threshold: undefined }],
  ['a property that is not evaluated here', { Metrics: [] }],
])('throws for %s', (_, wrong) => {
  expect(() => readAlarm({ ...properties, ...wrong })).toThrow(TypeError);
});
