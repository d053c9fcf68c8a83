import { readFile } from 'node:fs/promises';
import { createSandbox } from '@meta-capi/sandbox';

/** A version of `fbevents.js`, with the text of its per-pixel configuration. */
export interface LibraryUnderTest {
  readonly name: string;
  readonly script: string;
  readonly config: (pixelId: string) => string;
}

const cdn = 'https://connect.facebook.net';

/** The sandbox's stand-in for Meta's library. */
export async function standIn(): Promise<LibraryUnderTest> {
  const sandbox = createSandbox();
  const text = async (path: string): Promise<string> => (await sandbox.fetch(cdn + path)).text();
  const config = await text('/signals/config/1234567890');
  return {
    name: 'stand-in',
    script: await text('/en_US/fbevents.js'),
    config: (pixelId) => config.replaceAll('1234567890', pixelId),
  };
}

/** Meta's library and a pixel's configuration, read from files that are not part of the project. */
export async function realLibrary(path: string, configPath: string): Promise<LibraryUnderTest> {
  return fromText(await readFile(path, 'utf8'), await readFile(configPath, 'utf8'));
}

/** Meta's library and the configuration of a pixel, downloaded from Meta. */
export async function downloadedLibrary(pixelId: string): Promise<LibraryUnderTest> {
  const script = await download(`${cdn}/en_US/fbevents.js`);
  const query = `?v=${versionOf(script)}&r=stable`;
  return fromText(script, await download(`${cdn}/signals/config/${pixelId}${query}`));
}

function fromText(script: string, config: string): LibraryUnderTest {
  const configuredId = /configLoaded\(\s*"(\d+)"\s*\)/.exec(config)?.[1];
  if (configuredId === undefined) throw new Error('The config file names no pixel.');
  return {
    name: versionOf(script),
    script,
    config: (pixelId) => config.replaceAll(configuredId, pixelId),
  };
}

function versionOf(script: string): string {
  const version = /version\s*=\s*"(\d+\.\d+\.\d+)"/.exec(script)?.[1];
  if (version === undefined) throw new Error('The library file names no version.');
  return version;
}

async function download(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.text();
}
