// Meta's SDK brings no types; these are for what is measured here.
declare module 'facebook-nodejs-business-sdk' {
  type Setter =
    | 'setActionSource'
    | 'setCity'
    | 'setClientIpAddress'
    | 'setClientUserAgent'
    | 'setContents'
    | 'setCountry'
    | 'setCurrency'
    | 'setCustomData'
    | 'setEmail'
    | 'setEventId'
    | 'setEventName'
    | 'setEventSourceUrl'
    | 'setEventTime'
    | 'setEvents'
    | 'setExternalId'
    | 'setFbc'
    | 'setFbp'
    | 'setFirstName'
    | 'setId'
    | 'setItemPrice'
    | 'setLastName'
    | 'setOrderId'
    | 'setPhone'
    | 'setQuantity'
    | 'setState'
    | 'setUserData'
    | 'setValue'
    | 'setZip';
  type Fields = { [Name in Setter]: (value: unknown) => Fields };
  type ServerEvent = { [Name in Setter]: (value: unknown) => ServerEvent } & {
    normalize(): object;
  };
  type EventRequest = { [Name in Setter]: (value: unknown) => EventRequest } & {
    execute(): Promise<{ events_received: number }>;
  };
  const sdk: {
    FacebookAdsApi: { init(accessToken: string): void };
    EventRequest: new (accessToken: string | undefined, pixelId: string) => EventRequest;
    ServerEvent: new () => ServerEvent;
    UserData: new () => Fields;
    CustomData: new () => Fields;
    Content: new () => Fields;
  };
  export default sdk;
}
