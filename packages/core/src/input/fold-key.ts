/** `contentIds`, `content-ids` and `content_ids` are one key in different hands. */
export function foldKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z\d]/g, '');
}
