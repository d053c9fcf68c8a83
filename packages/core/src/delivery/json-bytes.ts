/** Bytes that are being filled. A larger copy replaces them where there is no room left. */
export interface ByteStore {
  bytes: Uint8Array<ArrayBuffer>;
  /** Node's view of the bytes, once one is needed; see `bufferOf`. */
  view: NodeBuffer | undefined;
}

/** Makes room for more bytes from `at` on. */
export function reserve(store: ByteStore, at: number, bytes: number): void {
  if (at + bytes <= store.bytes.length) return;
  const larger = new Uint8Array(Math.max(2 * store.bytes.length, at + bytes));
  larger.set(store.bytes.subarray(0, at));
  store.bytes = larger;
}

/** Writes a text as JSON and UTF-8, from `at` on. Like all of these functions, returns where it ends. */
export function writeText(store: ByteStore, at: number, text: string): number {
  const { length } = text;
  reserve(store, at, length + 2);
  const { bytes } = store;
  const isWritten =
    length < longText ? writeShort(bytes, at + 1, text) : writeLong(store, at + 1, text);
  if (!isWritten) return writeJson(store, at, text);
  bytes[at] = quote;
  bytes[at + 1 + length] = quote;
  return at + length + 2;
}

/** Writes any value as JSON. */
export function writeJson(store: ByteStore, at: number, value: unknown): number {
  const json = JSON.stringify(value);
  reserve(store, at, json.length * mostBytesPerUnit);
  return at + utf8.encodeInto(json, store.bytes.subarray(at)).written;
}

/** Writes ASCII text as it is. */
export function writePlain(store: ByteStore, at: number, text: string): number {
  const { length } = text;
  reserve(store, at, length);
  const { bytes } = store;
  for (let index = 0; index < length; index += 1) bytes[at + index] = text.charCodeAt(index);
  return at + length;
}

export function writeByte(store: ByteStore, at: number, byte: number): number {
  reserve(store, at, 1);
  store.bytes[at] = byte;
  return at + 1;
}

/** Writes long ASCII text as it is, where there is room for it. */
export function writeAscii(store: ByteStore, at: number, text: string): void {
  const buffer = bufferOf(store);
  if (buffer === undefined) utf8.encodeInto(text, store.bytes.subarray(at));
  else buffer.write(text, at, text.length, 'latin1');
}

/** Writes a text of which JSON and UTF-8 escape no character; `false` for another one. */
function writeShort(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e || unit === quote || unit === backslash) return false;
    bytes[at + index] = unit;
  }
  return true;
}

/** The same, faster for long texts. */
function writeLong(store: ByteStore, at: number, text: string): boolean {
  if (!plainText.test(text)) return false;
  writeAscii(store, at, text);
  return true;
}

/** Node's view of the bytes, which writes a text in a third of the time of a `TextEncoder`. */
function bufferOf(store: ByteStore): NodeBuffer | undefined {
  const { bytes, view } = store;
  // The bytes may have been replaced since.
  if (view?.buffer === bytes.buffer && view.byteOffset === bytes.byteOffset) return view;
  store.view = node.Buffer?.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return store.view;
}

interface NodeBuffer {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  write: (text: string, at: number, length: number, encoding: 'latin1') => number;
}

const node = globalThis as unknown as {
  Buffer?: { from: (bytes: ArrayBuffer, offset: number, length: number) => NodeBuffer };
};

const utf8 = new TextEncoder();
/** Bytes that UTF-8 takes for a UTF-16 code unit at most. */
const mostBytesPerUnit = 3;
/** From this length on, one call of Node's writer is faster than a loop. */
const longText = 40;
const plainText = /^[ !#-[\]-~]*$/;

const quote = 0x22;
const backslash = 0x5c;
