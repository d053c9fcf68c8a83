import { expect, test } from 'vitest';
import { graphVersion } from '../src/graph-version.ts';

test('the Graph API version lives for another 90 days: else raise it in graph-version.ts', () => {
  const daysLeft = (Date.parse(graphVersion.expires) - Date.now()) / 86_400_000;
  expect(daysLeft).toBeGreaterThan(90);
});
