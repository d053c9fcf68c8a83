import { type JsonObject, parseJson } from '../judge/json.ts';
import type { IncomingRequest } from './incoming-request.ts';

/** What a browser sent to `/tr`, under the server's parameter names, so that the same rules apply. */
export interface PixelHit {
  readonly pixelId: string;
  readonly event: JsonObject;
}

/**
 * The parameters of the image tag are documented. Those of the script are not: they are read as
 * observed in browsers.
 * https://developers.facebook.com/documentation/meta-pixel/implementation/conversion-tracking
 */
export function readPixelHit(
  { query, body, headers }: Pick<IncomingRequest, 'query' | 'body' | 'headers'>,
  receivedAtMs: number,
): PixelHit {
  const sent = { ...query, ...body };
  const customData = Object.fromEntries(
    bracketed(sent, 'cd').map(([key, value]) => [key, typed(key, value)]),
  );
  const event = {
    event_name: sent['ev'],
    event_id: sent['eid'],
    event_time: Math.floor(Number(sent['ts'] ?? receivedAtMs) / 1000),
    action_source: 'website',
    event_source_url: sent['dl'] ?? headers.get('referer') ?? undefined,
    referrer_url: sent['rl'] === '' ? undefined : sent['rl'],
    user_data: withoutUndefined({
      ...Object.fromEntries(bracketed(sent, 'ud')),
      fbp: sent['fbp'],
      fbc: sent['fbc'],
      client_user_agent: headers.get('user-agent') ?? undefined,
    }),
    custom_data: Object.keys(customData).length > 0 ? customData : undefined,
    ...dataProcessing(sent),
  };
  return {
    pixelId: typeof sent['id'] === 'string' ? sent['id'] : '',
    event: withoutUndefined(event),
  };
}

/** `cd[value]=12.5` as `['value', '12.5']`. */
function bracketed(sent: JsonObject, name: string): [string, unknown][] {
  return Object.entries(sent).flatMap(([key, value]): [string, unknown][] =>
    key.startsWith(`${name}[`) && key.endsWith(']')
      ? [[key.slice(name.length + 1, -1), value]]
      : [],
  );
}

const JSON_KEYS: ReadonlySet<string> = new Set([
  'value',
  'num_items',
  'predicted_ltv',
  'net_revenue',
  'content_ids',
  'contents',
]);

/** A query contains text only: restores the page's numbers and lists. */
function typed(key: string, value: unknown): unknown {
  return JSON_KEYS.has(key) && typeof value === 'string' ? (parseJson(value) ?? value) : value;
}

/** `dpo=LDU&dpoco=1&dpost=1000`; an empty `dpo` means that data use is not limited. */
function dataProcessing(sent: JsonObject): JsonObject {
  const { dpo, dpoco, dpost } = sent;
  if (typeof dpo !== 'string') return {};
  return {
    data_processing_options: dpo === '' ? [] : dpo.split(','),
    data_processing_options_country: dpoco === undefined ? undefined : Number(dpoco),
    data_processing_options_state: dpost === undefined ? undefined : Number(dpost),
  };
}

function withoutUndefined(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
