import { adapterLaws } from '@meta-capi/core/testing';
import { createSandbox } from '@meta-capi/sandbox';
import { expect, test } from 'vitest';
import { type ActiveCampaignPayload, activeCampaignAdapter } from '../src/index.ts';
import { automated, isoAgo, type Post, secret, subscribed } from './webhook/posts.ts';

const adapter = activeCampaignAdapter({
  account: 'example',
  secret: [secret, 'the-other-secret-while-rotating'],
  fields: { meta_event_id: 27, meta_fbp: 28, meta_consent: 29 },
});

const seconds = Math.floor(Date.now() / 1000);
const carried = {
  'contact[fields][27]': `0f5c7d62-3a0e-4b7e-9a44-2f8f6f1d1f01.${seconds - 60}`,
  'contact[fields][28]': 'fb.1.1596403881668.1116446470',
  'contact[fields][29]': 'granted',
};

const posts: readonly { name: string; post: Post; conversion: string | undefined }[] = [
  { name: 'a form', post: subscribed(), conversion: 'Maria on list 3' },
  {
    name: 'the API',
    post: subscribed({ initiated_from: 'api', 'contact[ip]': '127.0.0.1', date_time: isoAgo(40) }),
    conversion: 'Maria on list 3',
  },
  { name: 'an automation', post: automated(), conversion: 'Maria on list 3' },
  { name: 'another list', post: subscribed({ list: '4' }), conversion: 'Maria on list 4' },
  {
    name: 'another contact',
    post: subscribed({ 'contact[id]': '37', 'contact[email]': 'noor@example.com' }),
    conversion: 'Noor on list 3',
  },
  { name: 'a browser’s id', post: subscribed(carried), conversion: 'the form sent just now' },
  {
    name: 'a browser’s id on a form’s second list',
    post: subscribed({ ...carried, list: '4' }),
    conversion: 'the form sent just now',
  },
  { name: 'an admin', post: subscribed({ initiated_from: 'admin' }), conversion: undefined },
  { name: 'the system', post: subscribed({ initiated_from: 'system' }), conversion: undefined },
  { name: 'no list', post: subscribed({ list: '0' }), conversion: undefined },
  { name: 'no list, automated', post: automated({}, ''), conversion: undefined },
  { name: 'an unsubscription', post: subscribed({ type: 'unsubscribe' }), conversion: undefined },
  {
    name: 'a tag',
    post: subscribed({ type: 'contact_tag_added', tag: 'customer' }),
    conversion: undefined,
  },
  { name: 'no contact', post: subscribed({ 'contact[id]': '0' }), conversion: undefined },
];

const fixtures = await Promise.all(
  posts.map(async ({ name, post, conversion }) => ({
    name,
    conversion,
    payload: await adapter.receive(post.request()),
    request: () => post.request(),
  })),
);

const one = subscribed();
const forgeries = {
  'a path without the secret': () => one.request({ path: '/hooks' }),
  'a changed secret': () => one.request({ path: `/hooks/${secret}2` }),
  'a cut secret': () => one.request({ path: `/hooks/${secret.slice(1)}` }),
  'a secret in capitals': () => one.request({ path: `/hooks/${secret.toUpperCase()}` }),
  'a wrong secret in the query': () => one.request({ path: '/hooks?secret=a-wrong-secret-in-it' }),
  'the secret in another parameter': () => one.request({ path: `/hooks?token=${secret}` }),
  'the secret before the last segment': () => one.request({ path: `/${secret}/hooks` }),
  'a wrong password': () => one.request({ path: '/hooks', headers: basic('a-wrong-password') }),
  'the secret as the user’s name': () =>
    one.request({ path: '/hooks', headers: { authorization: `Basic ${btoa(`${secret}:`)}` } }),
  'the secret as a bearer token': () =>
    one.request({ path: '/hooks', headers: { authorization: `Bearer ${secret}` } }),
  'a wrong header': () => one.request({ path: '/hooks', headers: { 'x-webhook-secret': 'no' } }),
  'an empty header': () => one.request({ path: '/hooks', headers: { 'x-webhook-secret': '' } }),
  'a header that no vendor document has': () =>
    one.request({ path: '/hooks', headers: { 'x-activecampaign-signature': secret } }),
};

function basic(password: string): Record<string, string> {
  return { authorization: `Basic ${btoa(`activecampaign:${password}`)}` };
}

const graph = createSandbox({ strict: true }).fetch;

test.each(adapterLaws<ActiveCampaignPayload>({ adapter, fixtures, graph, forgeries }))(
  '$name',
  async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  },
);
