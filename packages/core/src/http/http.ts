import { createFetchPost } from './fetch-post.ts';
import type { HttpPost } from './types.ts';

/** POSTs through the global `fetch`, looked up at every request. */
export function createPost(): HttpPost {
  return createFetchPost((url, init) => fetch(url, init));
}
