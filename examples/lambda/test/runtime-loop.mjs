// What Lambda's own runtime does with a function: next, handler, response, for ever.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { request } from 'node:http';

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: taskRoot, _HANDLER: name } = process.env;
const runtime = `http://${api}/2018-06-01/runtime`;

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${runtime}${path}`, { method }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ headers: response.headers, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

let handler;
try {
  ({ handler } = await import(`${taskRoot}/${name}`));
} catch (error) {
  await call('POST', '/init/error', JSON.stringify({ errorMessage: String(error) }));
  process.exit(1);
}

for (;;) {
  const { headers, text } = await call('GET', '/invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now() };
  try {
    const answer = await handler(JSON.parse(text), context);
    await call('POST', `/invocation/${id}/response`, JSON.stringify(answer));
  } catch (error) {
    await call('POST', `/invocation/${id}/error`, JSON.stringify({ errorMessage: String(error) }));
  }
}
