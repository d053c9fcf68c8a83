// tsx tools/banned-words.ts, part of `npm run lint`.
// Finds metaphors and old-fashioned phrases in code, docs and examples, and prints what to write.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** What not to write, and what to write instead. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/parcels?(?![a-z])|shipments?(?![a-z])/i, 'batch, request'],
  [/(?<!\bin[ -]?|pre|[a-z]in)flights?(?![a-z])/i, 'request, attempt; "in flight" is fine'],
  [/patien(?:ce|t|tly)/i, 'time limit, deadline'],
  [/\bwhoever\b/i, 'the caller, anyone who'],
  [/\bhears? of\b|\bheard of\b/i, 'receives, is told'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix, correct'],
  [/\bof (?:its|their) own\b/i, 'separate, its own …'],
  [/\b(?:came|comes) in\b/i, 'received'],
  [/\bwent out\b|\bgoes out\b|\bnothing went\b/i, 'sent, not sent'],
  [/(?<!there )\b(?:is|are) none\b/i, 'is not, there is no'],
  [/\bstands? in for\b|\bstands? in its\b/i, 'replaces, simulates, is in'],
  [/(?<!-)\blands\b|\blanded\b/i, 'arrives, is merged'],
  [/\bcomes? to\b/i, 'is, becomes, reaches'],
  [/\bcalls? (?:it|them) off\b|\bcalled off\b/i, 'cancel'],
  [/\bplay(?:s|ed)? (?:a )?fault\b/i, 'simulate an error'],
  [/\bgoes by\b|\bgo by\b/i, 'uses, is chosen by'],
  [/\banybody's\b/i, 'anyone can set it'],
  [/\brests? (?:durably|prepared|raw)\b/i, 'is stored'],
  [/\bkeeps? quiet\b/i, 'does not report'],
  [/\banybody\b/i, 'anyone; better the role: the sender, a client'],
  [/\bunder ?way\b/i, 'in flight, in progress'],
  [/\bsurely\b/i, 'definitely'],
  [/\bstrangers?\b|\bforgers?\b/i, 'an unknown sender, an attacker'],
  [/\bhands on\b|\bhanded on\b/i, 'forwards, returns'],
  [/\bkept (?:apart|off|back)\b/i, 'separate, blocked, skipped'],
  [/\bis to be had\b|\blest\b|\bheed(?:s|ed)?\b/i, 'is available, so that … not, obey'],
];

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(?:[cm]?[jt]sx?|md|ya?ml|css|html)$/.test(file))
  .filter((file) => file !== 'tools/banned-words.ts' && !file.includes('.generated.'))
  .filter((file) => existsSync(file));

for (const file of files) {
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (const [words, instead] of banned) {
      const found = words.exec(line)?.[0];
      if (found === undefined) continue;
      console.error(`${file}:${index + 1}: "${found}". Write: ${instead}`);
      process.exitCode = 1;
    }
  }
}
