import { describe, expect, test } from 'vitest';
import { createSandbox, type Finding } from '../../../src/index.ts';
import type { GraphError } from '../../../src/judge/graph-error.ts';
import type { JsonObject } from '../../../src/judge/json.ts';
import type { Rule } from '../../../src/judge/rule.ts';
import type { EventSubject } from '../../../src/judge/subjects.ts';
import { post } from '../../post.ts';
import { NOW } from '../../purchase.ts';

/** Meta's response to a broken rule, and events on both sides of its limit. */
interface RuleCases<Sent> {
  /** HTTP status, code and subcode of Meta's refusal; absent where Meta accepts the event. */
  readonly refused?: readonly [status: number, code: number, subcode?: number];
  /** The fields that the sandbox must name. */
  readonly breaks: readonly (readonly [name: string, sent: Sent, ...fields: string[]])[];
  /** As close to the limit as possible, and valid. */
  readonly keeps: readonly (readonly [name: string, sent: Sent])[];
}

export type RuleTable<Sent> = Readonly<Record<string, RuleCases<Sent>>>;

/** The sandbox's response and findings. */
export interface SandboxAnswer {
  readonly status: number;
  readonly error: GraphError | undefined;
  readonly findings: readonly Finding[];
}

/** Sends every event of the table to a sandbox and checks its response and findings. */
export function describeEventRules(
  rules: readonly Rule<EventSubject>[],
  table: RuleTable<JsonObject>,
): void {
  describeRules(rules, table, async (event) => {
    const sandbox = createSandbox({ now: () => NOW });
    const { status, body } = await post(sandbox, [event]);
    return { status, error: body.error, findings: sandbox.events[0]?.findings ?? [] };
  });
}

export function describeRules<Subject, Sent>(
  rules: readonly Rule<Subject>[],
  table: RuleTable<Sent>,
  send: (sent: Sent) => Promise<SandboxAnswer>,
): void {
  test('the table has every rule, each with breaking and valid cases', () => {
    expect(Object.keys(table)).toEqual(rules.map(({ id }) => id));
    for (const { breaks, keeps } of Object.values(table)) {
      expect(breaks.length).toBeGreaterThan(0);
      expect(keeps.length).toBeGreaterThan(0);
    }
  });

  describe.each(Object.entries(table))('%s', (id, { refused, breaks, keeps }) => {
    const message = rules.find((rule) => rule.id === id)?.message;
    const [status = 200, code, subcode] = refused ?? [];

    test.each(breaks.map(([name, sent, ...fields]) => [name, sent, fields] as const))(
      `${refused ? 'refused' : 'found'}: %s`,
      async (_, sent, fields) => {
        const expected = refused
          ? { status, code, subcode, message, fields }
          : { status, code: undefined, subcode: undefined, message: undefined, fields };
        expect(summaryOf(await send(sent), id)).toEqual(expected);
      },
    );

    test.each(keeps)('valid: %s', async (_, sent) => {
      expect(summaryOf(await send(sent), id)).toMatchObject({ status: 200, fields: [] });
    });
  });
}

function summaryOf({ status, error, findings }: SandboxAnswer, rule: string) {
  const found = findings.filter((finding) => finding.rule === rule).map(({ field }) => field);
  return {
    status,
    code: error?.code,
    subcode: error?.error_subcode,
    message: error?.error_user_msg,
    fields: error ? error.error_data.blame_field_specs.map((path) => path.join('.')) : found,
  };
}
