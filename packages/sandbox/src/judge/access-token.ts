import type { IncomingRequest } from '../http/incoming-request.ts';

/** Which part of a request contains the token. If several do, the one that leaks most. */
export type TokenPlace = 'query' | 'header' | 'body';

export interface AccessToken {
  readonly value: unknown;
  readonly in: TokenPlace;
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
export function findAccessToken(request: IncomingRequest): AccessToken | undefined {
  const { query, body } = request;
  if (query['access_token'] !== undefined) return { value: query['access_token'], in: 'query' };
  const bearer = bearerOf(request);
  if (bearer !== undefined) return { value: bearer, in: 'header' };
  if (body['access_token'] !== undefined) return { value: body['access_token'], in: 'body' };
  return undefined;
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf({ headers }: IncomingRequest): string | undefined {
  return /^Bearer\s+(.*)$/i.exec(headers.get('authorization') ?? '')?.[1];
}
