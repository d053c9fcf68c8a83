const path = '/sandbox/recording';

/** All requests as JSON lines, without tokens. */
export async function exportRecording(): Promise<string> {
  return (await fetch(path)).text();
}

/** Replays JSON lines at their original times. Returns what went wrong, or an empty text. */
export async function importRecording(lines: string): Promise<string> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines,
  });
  return response.ok ? '' : ((await response.json()) as { error: string }).error;
}

export async function clearSandbox(): Promise<void> {
  await fetch('/sandbox/events', { method: 'DELETE' });
}
