import { hash } from 'node:crypto';
import https from 'node:https';

const agent = new https.Agent({ keepAlive: true });

export const signedUp = (eventId: string, email: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const event = {
      event_name: 'CompleteRegistration',
      event_time: Math.floor(Date.now() / 1000),
      event_id: eventId,
      action_source: 'website',
      user_data: { em: hash('sha256', email.trim().toLowerCase()) },
    };
    const access_token = process.env['META_CAPI_ACCESS_TOKEN'];
    const body = Buffer.from(JSON.stringify({ data: [event], access_token }));
    const url = 'https://graph.facebook.com/v26.0/1234567890123456/events';
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const request = https.request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      if (response.statusCode === 200) response.on('end', resolve);
      else reject(new Error(String(response.statusCode)));
    });
    request.on('error', reject);
    request.end(body);
  });
