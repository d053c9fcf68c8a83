import type { Breach, Finding } from './rule.ts';

/**
 * The `error` object of the Graph API.
 * https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export interface GraphError {
  readonly message: string;
  /** Meta uses `OAuthException` for nearly every error; only the sandbox uses `SandboxStrictMode`. */
  readonly type: string;
  readonly code: number;
  readonly error_subcode?: number;
  readonly is_transient: boolean;
  readonly error_user_title?: string;
  readonly error_user_msg: string;
  readonly error_data: { readonly blame_field_specs: readonly (readonly string[])[] };
  readonly fbtrace_id: string;
}

/** The error that Meta would return. */
export function metaError(breach: Breach, traceId: string): GraphError {
  const {
    type = 'OAuthException',
    code,
    subcode,
    message = 'Invalid parameter',
    title,
  } = breach.refusal;
  return {
    message,
    type,
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    is_transient: false,
    ...(title === undefined ? {} : { error_user_title: title }),
    error_user_msg: breach.message,
    error_data: { blame_field_specs: [segmentsOf(breach.field)] },
    fbtrace_id: traceId,
  };
}

/** The error of strict mode, for events of which no source shows that Meta refuses them. */
export function strictError(finding: Finding, traceId: string): GraphError {
  return {
    message: `Refused by the sandbox's strict mode, not by Meta: ${finding.rule} at ${finding.field}`,
    type: 'SandboxStrictMode',
    code: 100,
    is_transient: false,
    error_user_title: 'Meta may accept this; the sandbox in strict mode does not',
    error_user_msg: finding.message,
    error_data: { blame_field_specs: [segmentsOf(finding.field)] },
    fbtrace_id: traceId,
  };
}

function segmentsOf(field: string): readonly string[] {
  return field.split(/[.[\]]+/).filter((segment) => segment !== '');
}
