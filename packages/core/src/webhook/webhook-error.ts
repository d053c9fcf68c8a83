/** A request that an adapter refuses: the response has `status` and an empty body. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly status: number;
  /** `info` for what only a scanner sends, never the source: such as a GET. */
  readonly level: 'error' | 'info';

  /**
   * @param message for the operator's report only, not for the sender; without a body or a secret
   * @param options `level` @default `info` for 405, else `error`
   */
  constructor(
    status: number,
    message: string,
    { level, ...options }: { cause?: unknown; level?: 'error' | 'info' } = {},
  ) {
    super(message, options);
    this.status = status;
    this.level = level ?? (status === 405 ? 'info' : 'error');
  }
}
