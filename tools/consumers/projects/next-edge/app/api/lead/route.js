import { tryMetaCapi } from '../../../../app.mjs';

export const runtime = 'edge';

export async function GET() {
  return new Response(await tryMetaCapi());
}
