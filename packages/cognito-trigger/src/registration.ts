import type { CapiEvent, CustomData, Warning } from '@meta-capi/core';
import { carriedVisitor, type VisitorAttributes } from './carried-visitor.ts';
import { cognitoEventId } from './event-id.ts';
import { type CognitoAttributes, textOf } from './post-confirmation-event.ts';
import { userDataOf } from './user-data.ts';
import { type VisitorPageOptions, withListedPage } from './visitor-page.ts';

export interface RegistrationOptions extends VisitorPageOptions {
  /** @default "CompleteRegistration" */
  eventName?: string | undefined;
  /** Sent unchanged with every registration: `{ content_name: 'Members' }`. */
  customData?: CustomData | undefined;
  /**
   * The custom attributes that contain the values of `packVisitor`, for sign-ups without ClientMetadata. A
   * missing name keeps its default.
   * @default { meta_consent: 'custom:meta_consent', meta_consent_at: 'custom:meta_consent_at', meta_fbc: 'custom:meta_fbc', meta_fbp: 'custom:meta_fbp', meta_url: 'custom:meta_url' }
   */
  visitorAttributes?: VisitorAttributes | undefined;
}

export interface Registration {
  userPoolId: string;
  attributes: CognitoAttributes;
  clientMetadata?: unknown;
  registeredAt: Date;
}

export interface RegistrationReading {
  /** `undefined` if the pool's id or the user's `sub` is missing. */
  event: CapiEvent | undefined;
  warnings: readonly Warning[];
}

/** Converts one registration into an event, and returns what to fix in it. */
export function readRegistration(
  { userPoolId, attributes, clientMetadata, registeredAt }: Registration,
  options: RegistrationOptions,
): RegistrationReading {
  const sub = textOf(attributes, 'sub');
  if (sub === undefined) return { event: undefined, warnings: [missingSub] };
  if (typeof userPoolId !== 'string' || userPoolId === '') {
    return { event: undefined, warnings: [missingPool] };
  }
  const { eventName = 'CompleteRegistration', customData } = options;
  const carried = carriedVisitor(clientMetadata, attributes, options.visitorAttributes);
  const { visitor, isReplaced } = withListedPage(carried, options);
  const event = {
    eventName,
    eventId: cognitoEventId({ userPoolId, sub }),
    eventTime: registeredAt,
    userData: userDataOf(attributes),
    visitor,
    customData,
  };
  return { event, warnings: isReplaced ? [pageNotListed] : [] };
}

const missingSub: Warning = {
  code: 'missing_sub',
  path: 'request.userAttributes.sub',
  message:
    'request.userAttributes.sub is missing, so the registration has no event id and is not sent. Cognito always sets it: check what calls the function, such as an emulator.',
};

const missingPool: Warning = {
  code: 'missing_user_pool_id',
  path: 'userPoolId',
  message:
    'userPoolId is missing, so the registration has no event id and is not sent. Cognito always sets it: check what calls the function, such as an emulator.',
};

const pageNotListed: Warning = {
  code: 'page_host_not_listed',
  path: 'visitor.eventSourceUrl',
  message:
    'The page of the visitor (meta_url) is on a host that pageHosts does not list, so eventSourceUrl is sent instead, if set. Clients can send any page: list your own hosts in pageHosts.',
};
