export type { VisitorAttributes } from './carried-visitor.ts';
export { type CognitoToEventsOptions, cognitoToEvents } from './cognito-to-events.ts';
export { type CognitoRegistration, cognitoEventId } from './event-id.ts';
export { parameterStoreToken } from './parameter-store-token.node.ts';
export type { CognitoAttributes, PostConfirmationEvent } from './post-confirmation-event.ts';
export {
  createPostConfirmationHandler,
  type PostConfirmationHandler,
  type PostConfirmationHandlerOptions,
} from './post-confirmation-handler.node.ts';
export type { RegistrationOptions } from './registration.ts';
