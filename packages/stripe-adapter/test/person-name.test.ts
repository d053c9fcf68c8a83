import { describe, expect, test } from 'vitest';
import { personName } from '../src/person-name.ts';

describe('a name in one piece', () => {
  test.each([
    ['Anna Muster', 'Anna', 'Muster'],
    ['  Anna   Muster ', 'Anna', 'Muster'],
    ['Anna Maria Muster', 'Anna', 'Muster'],
    ['Ludwig van den Beispiel', 'Ludwig', 'Beispiel'],
    ['Ελένη Παπαδοπούλου', 'Ελένη', 'Παπαδοπούλου'],
    ['Jean-Luc O’Example', 'Jean-Luc', 'O’Example'],
  ])('%s is %s and %s', (name, firstName, lastName) => {
    expect(personName(name)).toEqual({ firstName, lastName });
  });

  test.each([
    '',
    '   ',
    'Anna',
    '山田 太郎',
    '홍 길동',
    'やまだ たろう',
    'Muster, Anna',
    'Example, Inc.',
  ])('%j is nobody’s first and last name', (name) => {
    expect(personName(name)).toBeUndefined();
  });
});
