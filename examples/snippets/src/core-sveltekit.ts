import { contact } from './form-contact.ts';
import { sink } from './form-sink.ts';

/** The part of SvelteKit's RequestEvent that is used; with SvelteKit, import RequestHandler of ./$types. */
interface Event {
  request: Request;
  platform?: { ctx?: { waitUntil(work: Promise<unknown>): void } } | undefined;
}

/** src/routes/api/contact/+server.ts. adapter-cloudflare has waitUntil, adapter-node needs none. */
export function POST({ request, platform }: Event): Promise<Response> {
  return contact(request, sink, (sending) => platform?.ctx?.waitUntil(sending));
}
