import { describe, expect, test } from 'vitest';
import { nearestEvent } from '../../src/event/nearest-event.ts';
import { standardEventNames } from '../../src/event/standard-events.ts';

// All but Lead, of which one slip makes another word.
const names = standardEventNames.filter((name) => name.length > 4);

function places(name: string): number[] {
  return Array.from(name, (_, at) => at);
}

describe('nearestEvent understands', () => {
  test.each(names)('%s with any one letter missing, wrong or swapped with the next', (name) => {
    for (const at of places(name)) {
      const before = name.slice(0, at);
      const after = name.slice(at + 1);
      const swapped = `${before}${after.slice(0, 1)}${name[at]}${after.slice(1)}`;
      for (const slip of [`${before}${after}`, `${before}q${after}`, swapped]) {
        expect([slip, nearestEvent(slip)]).toEqual([slip, name]);
        expect(nearestEvent(slip.toLowerCase())).toBe(name);
      }
    }
  });

  test.each(names)('%s with a letter too many, but not before or behind a word of it', (name) => {
    for (const at of [...places(name), name.length]) {
      const isInWord = /[a-z]/.test(name[at] ?? '');
      const slip = `${name.slice(0, at)}q${name.slice(at)}`;
      expect([slip, nearestEvent(slip)]).toEqual([slip, isInWord ? name : undefined]);
      const doubled = `${name.slice(0, at)}${name[at - 1] ?? ''}${name.slice(at)}`;
      expect([doubled, nearestEvent(doubled)]).toEqual([doubled, name]);
    }
  });

  test.each(names)('not two slips in %s', (name) => {
    const letters = name.toLowerCase();
    for (const at of places(name).slice(1, -2)) {
      // Of two alike, the second put in the place of the first is no slip.
      if (letters[at] === letters[at + 1]) continue;
      const [before, after] = [name.slice(0, at), name.slice(at + 2)];
      const turned = `${name[at + 1]}${name[at]}`;
      for (const slips of ['', 'qj', `${turned[0]}q`, `q${turned[1]}`, `${turned}qj`]) {
        const given = `${before}${slips}${after}`;
        expect([given, nearestEvent(given)]).toEqual([given, undefined]);
      }
    }
  });

  test.each(standardEventNames)('%s in other hands', (name) => {
    expect(nearestEvent(name.replace(/(?<=.)(?=[A-Z])/g, '_').toLowerCase())).toBe(name);
  });

  test.each([
    ['Purchse', 'Purchase'],
    ['CompletRegistration', 'CompleteRegistration'],
    ['PageVeiw', 'PageView'],
    ['ad_to_cart', 'AddToCart'],
    ['CustomiseProduct', 'CustomizeProduct'],
    ['Suscribe', 'Subscribe'],
  ])('%s: %s', (slip, name) => {
    expect(nearestEvent(slip)).toBe(name);
  });
});
