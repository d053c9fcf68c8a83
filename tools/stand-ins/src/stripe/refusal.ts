/** An error in Stripe's shape. */
// https://docs.stripe.com/api/errors
export class Refusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string | undefined, message: string, param?: string) {
    super(message);
    this.status = status;
    this.body = {
      error: {
        type: 'invalid_request_error',
        ...(code && { code }),
        message,
        ...(param && { param }),
      },
    };
  }
}

export function invalid(param: string, message: string): Refusal {
  return new Refusal(400, 'parameter_invalid', message, param);
}

export function unknownId(kind: string, id: string, param = 'id'): Refusal {
  return new Refusal(404, 'resource_missing', `No such ${kind}: '${id}'`, param);
}
