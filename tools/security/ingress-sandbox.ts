import { createSandbox, startSandbox } from '@meta-capi/sandbox';
import { form, json, nested, origin, type Send, to } from './ingress-requests.ts';

const sandbox = createSandbox({ keep: 100 });
const server = await startSandbox({ keep: 100 });
const events = 'http://127.0.0.1/v25.0/1234567890/events';

export const closeSandbox = (): Promise<void> => server.close();

/** The places in a request to the sandbox that its sender fills. */
export const sandboxPlaces: Readonly<Record<string, Send>> = {
  'Graph API, path': (text) => to(sandbox.fetch, `http://127.0.0.1/${text}`, json, '{}'),
  'Graph API, body': (text) => to(sandbox.fetch, events, json, text),
  'Graph API, form': (text) => to(sandbox.fetch, events, form, text),
  'Graph API, multipart': (text) =>
    to(sandbox.fetch, events, { 'content-type': 'multipart/form-data; boundary=b' }, text),
  'Graph API, event name': (text) =>
    to(sandbox.fetch, events, json, JSON.stringify({ data: [{ event_name: text }] })),
  'Graph API, URL of an event': (text) =>
    to(
      sandbox.fetch,
      events,
      json,
      JSON.stringify({ data: [{ event_source_url: `${origin}/${text}` }] }),
    ),
  'Graph API, user data': (text) =>
    to(
      sandbox.fetch,
      events,
      json,
      JSON.stringify({ data: [{ user_data: { em: text, fbc: text, fbp: text } }] }),
    ),
  'Graph API, custom data': (text) =>
    to(
      sandbox.fetch,
      events,
      json,
      JSON.stringify({
        data: [{ custom_data: { currency: text, value: text, content_name: text } }],
      }),
    ),
  'Graph API, nested custom data': (text) =>
    to(sandbox.fetch, events, json, `{"data":[{"custom_data":${nested(text.length / 12)}}]}`),
  '/tr, query': (text) => to(sandbox.fetch, `http://127.0.0.1/tr?${text}`, form, ''),
  '/tr, ev': (text) => to(sandbox.fetch, `http://127.0.0.1/tr?id=1&ev=${text}`, form, ''),
  '/tr, dl': (text) => to(sandbox.fetch, `http://127.0.0.1/tr?id=1&ev=a&dl=${text}`, form, ''),
  '/tr, body': (text) => to(sandbox.fetch, 'http://127.0.0.1/tr', form, text),
  'server, faults': (text) =>
    fetch(`${server.url}/sandbox/faults`, { method: 'POST', headers: json, body: text }).then(
      (answer) => answer.text(),
    ),
  'server, page': (text) =>
    fetch(`${server.url}/sandbox/${encodeURIComponent(text).slice(0, 8000)}`).then((answer) =>
      answer.text(),
    ),
};
