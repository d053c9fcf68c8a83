/** Where the Pixel's library comes from; unset in production, the sandbox's in this example. */
export function libraryUrl(): string | undefined {
  return process.env['META_PIXEL_LIBRARY_URL'];
}

/** Where the library sends its events. */
export function pixelOrigins(): string {
  const url = libraryUrl();
  return url === undefined ? 'https://www.facebook.com' : new URL(url).origin;
}
