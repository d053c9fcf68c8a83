/** One JSON value of a file, and where it is: `events.jsonl:12`, or `events.json[3]` in a list. */
export interface JsonRecord {
  readonly value: unknown;
  readonly place: string;
}

/** A part of a file that cannot be read. */
export interface Problem {
  readonly place: string;
  readonly message: string;
}

export interface JsonRecords {
  readonly records: readonly JsonRecord[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a file of JSON values: JSON lines, an array, a list `{ "data": [...] }` as APIs print it, or
 * several of these one after the other, such as the pages of a list. A malformed line or document
 * becomes a problem, which quotes nothing, and the rest is read.
 */
export function readJsonRecords(text: string, file: string): JsonRecords {
  const records: JsonRecord[] = [];
  const problems: Problem[] = [];
  for (const { source, line } of documentsOf(text)) {
    const place = `${file}:${line}`;
    const parsed = parse(source);
    if (parsed === undefined) problems.push({ place, message: 'Not JSON.' });
    else records.push(...elementsOf(parsed.value, place));
  }
  return { records, problems };
}

interface Source {
  source: string;
  /** The line it begins at; the first is 1. */
  line: number;
}

/** A document begins at a `{` or `[` in the first column; any other line outside of one is its own. */
function* documentsOf(text: string): Generator<Source> {
  let open: { lines: string[]; line: number } | undefined;
  const close = function* (): Generator<Source> {
    if (open !== undefined) yield { source: open.lines.join('\n'), line: open.line };
    open = undefined;
  };
  for (const [index, whole] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = whole.trimEnd();
    if (/^[{[]/.test(line)) {
      yield* close();
      if (parse(line) !== undefined) yield { source: line, line: index + 1 };
      else open = { lines: [line], line: index + 1 };
    } else if (open !== undefined) {
      open.lines.push(line);
      if (/^[}\]]/.test(line)) yield* close();
    } else if (line !== '') yield { source: line, line: index + 1 };
  }
  yield* close();
}

function parse(source: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(source) };
  } catch {
    return undefined;
  }
}

function elementsOf(value: unknown, place: string): readonly JsonRecord[] {
  const list = Array.isArray(value) ? value : dataOf(value);
  if (list === undefined) return [{ value, place }];
  return list.map((one: unknown, index) => ({ value: one, place: `${place}[${index}]` }));
}

function dataOf(value: unknown): unknown[] | undefined {
  const data: unknown = Object(value).data;
  return Array.isArray(data) ? data : undefined;
}
