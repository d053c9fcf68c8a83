import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDiagnostics } from '../../../src/event/issue.ts';
import {
  type DigestMemory,
  recall,
  remember,
} from '../../../src/prepare/user-data/digest-memory.ts';
import { hashUserData } from '../../../src/prepare/user-data/hash-user-data.ts';
import { userDataKeys } from '../../../src/prepare/user-data/keys.ts';
import { recorder } from '../../recorder.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('remembered digests', () => {
  it('depend on the country of the event', () => {
    for (const _ of [1, 2]) {
      const us = hashUserData({ state: 'Georgia', country: 'US' }, createDiagnostics(), {});
      const other = hashUserData({ state: 'Georgia', country: 'GE' }, createDiagnostics(), {});
      const none = hashUserData({ state: 'Georgia' }, createDiagnostics(), {});
      expect([us['st'], other['st'], none['st']]).toEqual([
        [digest('ga')],
        [digest('georgia')],
        [digest('ga')],
      ]);
    }
  });

  it('hide no warning: a value that is dropped is dropped again', () => {
    for (const _ of [1, 2]) {
      const diagnostics = createDiagnostics();
      hashUserData({ zip: 'SW1A 1AA', gender: 'x', country: 'US' }, diagnostics, {});
      expect(diagnostics.warnings.map(({ code }) => code)).toEqual([
        'invalid_zip',
        'invalid_gender',
      ]);
    }
  });

  it('leave explanations as they are', () => {
    const userData = { city: 'San Francisco', country: 'US' };
    hashUserData(userData, createDiagnostics(), {});
    const diagnostics = recorder();
    hashUserData(userData, diagnostics, {});
    expect(diagnostics.explanations.map(({ action }) => action)).toEqual(['hashed', 'hashed']);
  });

  it('are kept only of values that many people share', () => {
    const remembered = Object.entries(userDataKeys).flatMap(([name, { memory }]) =>
      memory === undefined ? [] : [name],
    );
    expect(remembered).toEqual(['gender', 'city', 'state', 'zip', 'country']);
  });

  it('are bounded in number and in length', () => {
    const memory: DigestMemory = new Map();
    let largest = 0;
    for (let n = 0; n < 2500; n += 1) {
      remember(memory, `city ${n}`, undefined, 'digest');
      largest = Math.max(largest, memory.size);
    }
    expect(largest).toBe(1000);
    expect(recall(memory, 'city 2499', undefined)).toBe('digest');
    expect(recall(memory, 'city 2499', 'us')).toBeUndefined();
    for (const text of ['San Jose', 'San Francisco', 'x'.repeat(24)]) {
      remember(memory, text, undefined, text);
      expect(recall(memory, text, undefined)).toBe(text);
    }
    remember(memory, 'x'.repeat(25), undefined, 'digest');
    expect(recall(memory, 'x'.repeat(25), undefined)).toBeUndefined();
  });
});
