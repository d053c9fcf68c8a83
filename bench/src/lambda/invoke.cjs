// One Lambda process: loads the function as Lambda does, invokes it, says what that cost.
const [file, invocations] = process.argv.slice(2);
const context = { getRemainingTimeInMillis: () => 5000 };
const registration = (n) => ({
  version: '1',
  triggerSource: 'PostConfirmation_ConfirmSignUp',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_aBcD1234E',
  userName: `user-${n}`,
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
  request: { userAttributes: { sub: `sub-${n}`, email: `user-${n}@example.com` } },
  response: {},
});

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function main() {
  const startedAt = performance.now();
  const { handler } = file.endsWith('.mjs') ? await import(file) : require(file);
  await handler(registration(0), context);
  const cold = { cpuMs: cpuMs(), wallMs: performance.now() - startedAt };
  const count = Number(invocations);
  const [cpuBefore, wallBefore] = [cpuMs(), performance.now()];
  for (let n = 1; n <= count; n += 1) await handler(registration(n), context);
  const warm = {
    cpuUs: ((cpuMs() - cpuBefore) / count) * 1000,
    wallUs: ((performance.now() - wallBefore) / count) * 1000,
  };
  process.stdout.write(JSON.stringify({ cold, warm }), () => process.exit());
}

void main();
