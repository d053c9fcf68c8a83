/** One recorded payload and its meaning. Its times must be recent: Meta accepts seven days. */
export interface Fixture<Payload> {
  name: string;
  payload: Payload;
  /**
   * The conversion that it reports. Fixtures of one conversion must have the same event id;
   * `undefined`: no conversion, so it creates no events.
   */
  conversion: string | undefined;
  /** The same payload as the source sends it, with the proof of the sender. */
  request?: (() => Request) | undefined;
}
