import { describe, expect, it } from 'vitest';
import { normalizeEmail } from '../../src/normalize/email.ts';
import { outcome } from './outcome.ts';

const refused = 'refused: invalid_email';

describe('normalizeEmail', () => {
  it.each([
    ['John_Smith@gmail.com', 'john_smith@gmail.com'],
    // No dot or plus folding: Meta documents none.
    ['Foo.Bar+tag@Example.COM', 'foo.bar+tag@example.com'],
    ["o'brien!#$%&*/=?^_`{|}~-@example.co.uk", "o'brien!#$%&*/=?^_`{|}~-@example.co.uk"],
    ['a@b-c.example', 'a@b-c.example'],
    ['ÜSER@exämple.de', 'üser@exämple.de'],
    ['u\u0308ser@example.com', 'üser@example.com'],
    ['иван@пример.рф', 'иван@пример.рф'],
    ['иван@почта.пример.рф', 'иван@почта.пример.рф'],
    // A Turkish locale must not turn I into a dotless ı.
    ['INFO@EXAMPLE.COM', 'info@example.com'],
    ['not-an-email', refused],
    ['@example.com', refused],
    ['name@', refused],
    ['name@localhost', refused],
    ['name@example.', refused],
    ['name@.com', refused],
    ['name@example..com', refused],
    ['a@b@example.com', refused],
    ['two words@example.com', refused],
    ['name@exa mple.com', refused],
    ['Name <name@example.com>', refused],
    ['<name@example.com>', refused],
    ['mailto:name@example.com', refused],
    ['a@example.com,b@example.com', refused],
    ['a@example.com;b@example.com', refused],
    ['na\u200bme@example.com', refused],
    // The same in other scripts.
    ['üs er@exämple.de', refused],
    ['üser@exä mple.de', refused],
    ['üser@exämple.d e', refused],
    ['üser@exämple', refused],
    ['üser@exämple.', refused],
    ['üser@.exämple', refused],
    ['üser@exämple..de', refused],
    ['@exämple.de', refused],
    ['<üser@exämple.de', refused],
    ['üser@exämple.de>', refused],
    ['ü,ser@exämple.de', refused],
    ['ü@b@exämple.de', refused],
    [
      "ü.2!#$%&'*+/=?^_`{|}~-@exämple-2.example-2.de",
      "ü.2!#$%&'*+/=?^_`{|}~-@exämple-2.example-2.de",
    ],
    ['e\u0302\u0323@e\u0302\u0323.e\u0302\u0323e', 'ệ@ệ.ệe'],
    ['\ud800@example.com', refused],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(normalizeEmail(text))).toBe(expected);
  });
});
