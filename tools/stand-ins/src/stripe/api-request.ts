/** A request of Stripe's API, read. */
export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The body of a POST. */
  form: URLSearchParams;
  /** Of the client, not of the endpoint. */
  version: string;
  account: string | undefined;
}
