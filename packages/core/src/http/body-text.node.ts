import { maxAnswerBytes } from './types.ts';

/**
 * The text of a response's body; `undefined` where it cannot be decoded or is longer than the cap.
 * Some proxies compress a response although the request asks for `identity`.
 */
// https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1
export function textOfBody(bytes: Buffer, encoding: string | undefined): string | undefined {
  if (encoding === undefined || encoding === 'identity') return utf8.decode(bytes);
  const { brotliDecompressSync, gunzipSync, inflateSync } = process.getBuiltinModule('node:zlib');
  const limit = { maxOutputLength: maxAnswerBytes };
  try {
    switch (encoding.toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return utf8.decode(gunzipSync(bytes, limit));
      case 'deflate':
        return utf8.decode(inflateSync(bytes, limit));
      case 'br':
        return utf8.decode(brotliDecompressSync(bytes, limit));
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder();
