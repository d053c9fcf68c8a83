import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDiagnostics } from '../../../src/event/issue.ts';
import { hashUserData } from '../../../src/prepare/user-data/hash-user-data.ts';
import { userDataKeys } from '../../../src/prepare/user-data/keys.ts';
import { anyText } from '../../any-text.ts';
import { runs } from '../../fuzz-runs.ts';
import { recorder } from '../../recorder.ts';

const count = runs(1_000);
const keys = Object.entries(userDataKeys);
const hashedKeys = keys.filter(([, { hashed }]) => hashed);
const wireNames = new Map(keys.map(([, { wire, hashed }]) => [wire, hashed]));

const value = fc.oneof(
  anyText(80),
  fc.emailAddress(),
  fc.constantFrom('null', 'n/a', '+30 210 123 4567', '2/16/1997', 'GR', 'Georgia', '02134-1234'),
  fc.stringMatching(/^[0-9a-fA-F]{32}([0-9a-fA-F]{32}(\.[A-Za-z]{2,8})?)?$/),
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
);
const userData = fc.dictionary(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...Object.keys(userDataKeys)) }, anyText(12)),
  fc.oneof(value, fc.array(value, { maxLength: 4 })),
);

describe('hashUserData', () => {
  it(`makes known keys, digests and digits of anything, and never throws (${count} runs)`, () => {
    fc.assert(
      fc.property(fc.oneof(userData, fc.anything({ withBigInt: true })), (given) => {
        const diagnostics = recorder();
        const wire = hashUserData(given, diagnostics, {});
        for (const [name, sent] of Object.entries(wire)) {
          expect(Array.isArray(sent)).toBe(wireNames.get(name));
          if (!Array.isArray(sent)) continue;
          expect(new Set(sent).size).toBe(sent.length);
          for (const digest of sent) expect(digest).toMatch(/^[0-9a-f]{64}(\.[\w-]{2,8})?$/);
        }
        expect(diagnostics.warnings.map(({ code }) => code)).not.toContain('unreadable');
        expect(hashUserData(given, createDiagnostics(), {})).toEqual(wire);
      }),
      { numRuns: count },
    );
  });

  it(`hashes nothing twice (${count} runs)`, () => {
    fc.assert(
      fc.property(userData, (given) => {
        const wire = hashUserData(given, createDiagnostics(), {});
        const again = Object.fromEntries(
          hashedKeys.map(([key, { wire: name }]) => [key, wire[name]]),
        );
        const once = Object.fromEntries(
          hashedKeys.flatMap(([, { wire: name }]) => (name in wire ? [[name, wire[name]]] : [])),
        );
        expect(hashUserData(again, createDiagnostics(), {})).toEqual(once);
      }),
      { numRuns: count },
    );
  });

  const canaries = [
    'canary.person@example.com',
    '+30 690 000 1234',
    '690 000 1234 ext 7',
    'Canaryfirst',
    'Canarylast 😀',
    '03/04/1990',
    'Canary City 5',
    'Canaryland',
    '99999 Canary',
    'canary id 99',
    'canary@bad@example.com',
    'canary\ud800',
    '4'.repeat(20),
    'c'.repeat(400),
  ];

  it(`says nothing of the values, whatever is wrong with them (${count} runs)`, () => {
    const canary = fc.constantFrom(...canaries);
    const planted = fc.dictionary(
      fc.constantFrom(...Object.keys(userDataKeys), 'mail', 'fullName', ...canaries.slice(0, 3)),
      fc.oneof(canary, fc.array(fc.oneof(canary, fc.constant({ canary: canaries[0] })))),
    );
    fc.assert(
      fc.property(planted, (given) => {
        const diagnostics = recorder();
        hashUserData(given, diagnostics, { phone: () => undefined });
        const { warnings, explanations } = diagnostics;
        const said = JSON.stringify([warnings, explanations]).toLowerCase();
        expect(said).not.toContain('canary');
        for (const text of canaries) {
          expect(said).not.toContain(text.toLowerCase());
          // Nor does its normal form get out.
          expect(said).not.toContain(text.toLowerCase().replace(/[^a-z0-9]/g, ''));
        }
      }),
      { numRuns: count },
    );
  });
});
