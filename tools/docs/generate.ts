// tsx --conditions=@meta-capi/source tools/docs/generate.ts: npm run docs:generate
// Writes the pages of docs/reference that follow from the source, and puts the snippets into all pages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionsPage } from './options-page.ts';
import { embedSnippets } from './pages.ts';
import { whatIsSentPage } from './what-is-sent-page.ts';

const reference = join(import.meta.dirname, '../../docs/reference');
writeFileSync(join(reference, 'options.md'), optionsPage());
writeFileSync(join(reference, 'what-is-sent.md'), whatIsSentPage());
embedSnippets();
