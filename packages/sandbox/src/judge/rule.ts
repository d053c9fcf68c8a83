/**
 * How certain a source is: `documented` on a page by Meta, `field` in third-party code or issues,
 * `inferred` by us from the named page.
 */
export type Certainty = 'documented' | 'field' | 'inferred';

/** The source of a rule. */
export interface Source {
  readonly url: string;
  readonly certainty: Certainty;
}

/** The error that Meta returns when it refuses. */
export interface Refusal {
  /** HTTP status. @default 400 */
  readonly status?: number;
  /** @default 'OAuthException' */
  readonly type?: string;
  readonly code: number;
  /** Only where a source names it. */
  readonly subcode?: number;
  /** Meta's own `message`. @default 'Invalid parameter' */
  readonly message?: string;
  /** Meta's own `error_user_title`, where a source shows it. */
  readonly title?: string;
}

/**
 * `problem`: Meta accepts it although it is useless to the sender. `leak`: personal data or a secret
 * in plain text. `advice`: the event counts but matches less well; strict mode accepts it.
 */
export type Severity = 'advice' | 'leak' | 'problem';

/** One of Meta's rules. With a `refusal`, Meta refuses what breaks it; without one, it is a finding. */
export interface Rule<Subject> {
  readonly id: string;
  readonly refusal?: Refusal;
  /** Of a finding. @default 'problem' */
  readonly severity?: Severity;
  readonly sources: readonly [Source, ...Source[]];
  /** What is wrong and how to fix it; never the value itself. */
  readonly message: string;
  /** Paths of the fields that break the rule, such as `user_data.em[0]`; empty if none does. */
  readonly find: (subject: Subject) => readonly string[];
}

/** Something that Meta accepts although it is useless to the sender or a leak. */
export interface Finding {
  /** The rule's id. */
  readonly rule: string;
  /** Path of the field, such as `user_data.em[0]`. */
  readonly field: string;
  readonly message: string;
  readonly sources: readonly Source[];
  readonly severity: Severity;
}

/** Does strict mode refuse it? */
export function isFault({ severity }: Finding): boolean {
  return severity !== 'advice';
}

/** Every place where the subject breaks one of the rules, in the rules' order. */
export function findingsOf<Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
): readonly Finding[] {
  return rules.flatMap(({ id: rule, message, sources, severity = 'problem', find }) =>
    find(subject).map((field) => ({ rule, field, message, sources, severity })),
  );
}

/** The first rule by which Meta refuses the subject. */
export function firstRefusal<Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
): Breach | undefined {
  for (const { refusal, message, find } of rules) {
    if (refusal === undefined) continue;
    const [field] = find(subject);
    if (field !== undefined) return { refusal, message, field };
  }
  return undefined;
}

/** A refusal with the field that caused it. */
export interface Breach {
  readonly refusal: Refusal;
  readonly message: string;
  readonly field: string;
}
