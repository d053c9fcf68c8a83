import { holdsPersonalData } from '../privacy/personal-data.ts';
import { WebhookError } from '../webhook/webhook-error.ts';

/**
 * A refused post whose report contains a detail that the sender chose. `message` is without that
 * detail, so that invented details are counted as one kind.
 */
export class RelayRefusal extends WebhookError {
  readonly detailed: string;

  constructor(status: number, message: string, detailed: string) {
    super(status, message);
    this.detailed = detailed;
  }
}

/** The refusal of an event name that is not in `allow`. */
export function nameNotAllowed(eventName: string): RelayRefusal {
  const shown = isShowable(eventName) ? eventName : '(not shown)';
  return new RelayRefusal(
    403,
    'The event name is not in `allow`.',
    `The event name ${shown} is not in \`allow\`.`,
  );
}

/** Anyone can post a name: one that may be an e-mail address or a number is not repeated. */
function isShowable(name: string): boolean {
  return /^[a-z_][\w .:-]{0,39}$/i.test(name) && !/\d{7}/.test(name) && !holdsPersonalData(name);
}
