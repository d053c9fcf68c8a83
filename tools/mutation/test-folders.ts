/**
 * The folders of `packages/core/test` that test a folder of `packages/core/src`: the same one, and
 * where others read its tables too, these.
 */
export function testFolders(folder: string): readonly string[] {
  return [folder, ...(alsoTestedIn[folder] ?? [])];
}

const alsoTestedIn: Readonly<Record<string, readonly string[]>> = {
  event: ['prepare', 'client'],
  graph: ['client', 'delivery'],
  report: ['webhook', 'relay'],
};
