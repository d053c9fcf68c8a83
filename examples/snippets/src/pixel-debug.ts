import { initPixel, printPixelEvents } from '@meta-capi/pixel';

export function startPixel(pixelId: string, isDevelopment: boolean): boolean {
  const debug = isDevelopment ? printPixelEvents : undefined;
  return initPixel({ pixelId, whenConsentUnknown: 'drop', debug });
}
