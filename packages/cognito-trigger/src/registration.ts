import type { CapiEvent, CustomData } from '@meta-capi/core';
import { carriedVisitor, type VisitorAttributes } from './carried-visitor.ts';
import { cognitoEventId } from './event-id.ts';
import { type CognitoAttributes, textOf } from './post-confirmation-event.ts';
import { userDataOf } from './user-data.ts';

export interface RegistrationOptions {
  /** @default "CompleteRegistration" */
  eventName?: string | undefined;
  /** Sent word for word with every registration: `{ content_name: 'Members' }`. */
  customData?: CustomData | undefined;
  /**
   * The page where visitors register, for those whose visitor carries none: with it the event is a
   * `website` one, without it `system_generated`.
   */
  eventSourceUrl?: string | undefined;
  /**
   * Custom attributes that hold what `packVisitor` made, for ways of signing up that pass no
   * ClientMetadata: `{ meta_fbp: 'custom:meta_fbp', meta_consent: 'custom:meta_consent' }`.
   */
  visitorAttributes?: VisitorAttributes | undefined;
}

export interface Registration {
  userPoolId: string;
  attributes: CognitoAttributes;
  clientMetadata?: unknown;
  registeredAt: Date;
}

/** The event of one registration; `undefined` where nothing says which pool or which user. */
export function registrationEvent(
  { userPoolId, attributes, clientMetadata, registeredAt }: Registration,
  options: RegistrationOptions,
): CapiEvent | undefined {
  const sub = textOf(attributes, 'sub');
  if (sub === undefined || typeof userPoolId !== 'string' || userPoolId === '') return undefined;
  const { eventName = 'CompleteRegistration', customData, eventSourceUrl } = options;
  const visitor = carriedVisitor(clientMetadata, attributes, options.visitorAttributes);
  return {
    eventName,
    eventId: cognitoEventId({ userPoolId, sub }),
    eventTime: registeredAt,
    userData: userDataOf(attributes),
    visitor: eventSourceUrl === undefined ? visitor : { eventSourceUrl, ...visitor },
    customData,
  };
}
