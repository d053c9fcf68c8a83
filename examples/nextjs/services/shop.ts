import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@meta-capi/sandbox';
import { startCognito } from './cognito.ts';
import { freePort } from './listen.ts';
import { startProgram } from './program.ts';
import { type ShopStripe, startStripe } from './stripe.ts';

export interface Shop {
  readonly url: string;
  /** The sandbox: the Graph API, and the page that shows what it received. */
  readonly graphUrl: string;
  readonly sandbox: Sandbox;
  readonly stripe: ShopStripe;
  readonly close: () => Promise<void>;
}

/** The built shop, and on loopback all that it needs: Meta, Stripe, Cognito. */
export async function startShop(ports: { shop?: number; graph?: number } = {}): Promise<Shop> {
  const pixelId = '1234567890';
  const accessToken = 'EAAmadeUpToken0123456789';
  const meta = await startSandbox({ port: ports.graph ?? 0, keep: 20_000 });
  const stripe = await startStripe();
  const port = ports.shop ?? (await freePort());
  const url = `http://localhost:${port}`;
  const cognito = await startCognito({ graphUrl: meta.url, pixelId, accessToken, shopUrl: url });
  const directory = join(import.meta.dirname, '..');
  stripe.shopUrl = url;
  const stopNext = await startProgram({
    script: join(directory, 'node_modules/next/dist/bin/next'),
    args: ['start', '--port', String(port)],
    directory,
    url,
    env: {
      NEXT_TELEMETRY_DISABLED: '1',
      SHOP_URL: url,
      META_PIXEL_ID: pixelId,
      META_CAPI_ACCESS_TOKEN: accessToken,
      META_CAPI_BASE_URL: meta.url,
      META_PIXEL_LIBRARY_URL: `${meta.url}/en_US/fbevents.js`,
      STRIPE_SECRET_KEY: 'sk_test_made_up',
      STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
      STRIPE_API_URL: stripe.url,
      STRIPE_PAYMENT_LINK: stripe.paymentLink,
      COGNITO_URL: cognito.url,
      COGNITO_USER_POOL_ID: cognito.userPoolId,
      COGNITO_CLIENT_ID: cognito.clientId,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  return {
    url,
    graphUrl: meta.url,
    sandbox: meta.sandbox,
    stripe,
    async close() {
      await stopNext();
      await cognito.close();
      await stripe.close();
      await meta.close();
    },
  };
}
