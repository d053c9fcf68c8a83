import { readJsonRecords } from '../files/json-records.ts';
import type { FileText } from '../files/read-files.ts';
import type { SavedBody } from './source.ts';

/** The JSON values of a file. A malformed one stays as it is, so that the adapter refuses it. */
export function jsonBodies({ file, text }: FileText): readonly SavedBody[] {
  const { records, problems } = readJsonRecords(text, file);
  return [
    ...records.map(({ value, place }) => ({ body: JSON.stringify(value), place })),
    ...problems.map(({ place }) => ({ body: 'not JSON', place })),
  ];
}
