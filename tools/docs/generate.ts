// tsx --conditions=@meta-capi/source tools/docs/generate.ts: npm run docs:generate
// Writes the pages of docs/reference that follow from the source and the decision table of docs/consent.md,
// and puts the snippets into all pages.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decisionTable } from '../../packages/core/test/consent-tools/decision-table.ts';
import { optionsPage } from './options-page.ts';
import { embedSnippets } from './pages.ts';
import { whatIsSentPage } from './what-is-sent-page.ts';

const reference = join(import.meta.dirname, '../../docs/reference');
writeFileSync(join(reference, 'options.md'), optionsPage());
writeFileSync(join(reference, 'what-is-sent.md'), whatIsSentPage());
embedSnippets();

const consentPage = join(reference, '../consent.md');
writeFileSync(
  consentPage,
  readFileSync(consentPage, 'utf8').replace(
    /(<!-- decision table -->\n)(?:\|.*\n)*/,
    (_, marker: string) => `${marker}${decisionTable()}\n`,
  ),
);
