/**
 * The log events that Lambda can make of a line which the function wrote: the bare line, a line of
 * the Node.js runtime as text, and the same as JSON. The level is the console method's, so
 * `console.error` says ERROR whatever the line is about.
 */
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
export function logEventsOf(line: string): readonly string[] {
  const timestamp = '2026-11-27T10:00:00.000Z';
  const requestId = 'c793869b-ee49-415b-a5b6-4fd21e8dedac';
  return [
    line,
    ...['INFO', 'WARN', 'ERROR'].flatMap((level) => [
      `${timestamp}\t${requestId}\t${level}\t${line}`,
      JSON.stringify({ timestamp, level, requestId, message: line }),
    ]),
  ];
}

/** What Lambda and the extension write themselves on a day without a failure, as text and as JSON. */
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
// https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
export const platformLogEvents: readonly string[] = [
  'INIT_START Runtime Version: nodejs:24.v12\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0a1b',
  'START RequestId: c793869b-ee49-415b-a5b6-4fd21e8dedac Version: $LATEST',
  'END RequestId: c793869b-ee49-415b-a5b6-4fd21e8dedac',
  'REPORT RequestId: c793869b-ee49-415b-a5b6-4fd21e8dedac\tDuration: 128.83 ms\tBilled Duration: 129 ms\tMemory Size: 256 MB\tMax Memory Used: 74 MB\tInit Duration: 166.62 ms',
  'EXTENSION\tName: AWSParametersAndSecretsLambdaExtension\tState: Ready\tEvents: [SHUTDOWN, INVOKE]',
  '[AWS Parameters and Secrets Lambda Extension] 2026/11/27 10:00:00 PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL is info. Log level set to info.',
  '[AWS Parameters and Secrets Lambda Extension] 2026/11/27 10:00:00 INFO Serving on port 2773',
  '{"time":"2026-11-27T10:00:00.000Z","type":"platform.start","record":{"requestId":"c793869b-ee49-415b-a5b6-4fd21e8dedac","version":"$LATEST"}}',
  '{"time":"2026-11-27T10:00:00.000Z","type":"platform.report","record":{"requestId":"c793869b-ee49-415b-a5b6-4fd21e8dedac","metrics":{"durationMs":128.83},"status":"success"}}',
  '{"time":"2026-11-27T10:00:00.000Z","type":"platform.report","record":{"metrics":{},"status":"error","errorType":"Runtime.Unknown"}}',
];
