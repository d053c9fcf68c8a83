import { after } from 'next/server';
import { contact } from './form-contact.ts';
import { sink } from './form-sink.ts';

/** app/api/contact/route.ts: Next.js 15.1 or later. */
export function POST(request: Request): Promise<Response> {
  return contact(request, sink, (sending) => after(() => sending));
}
