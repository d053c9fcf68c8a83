/** A request that an adapter refuses: `status` is answered with an empty body. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly status: number;

  /** @param message for the operator's report only: never the sender, never a body or a secret. */
  constructor(status: number, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.status = status;
  }
}
