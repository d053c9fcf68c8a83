/** One recorded payload and what it means. Times in it must be recent: Meta takes seven days. */
export interface Fixture<Payload> {
  name: string;
  payload: Payload;
  /**
   * Which conversion it tells of. Fixtures of one conversion must agree on the event id;
   * `undefined`: it tells of none, and makes no events.
   */
  conversion: string | undefined;
  /** The same payload as the source sends it, proof included. */
  request?: (() => Request) | undefined;
}
