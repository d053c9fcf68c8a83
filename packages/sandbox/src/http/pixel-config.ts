/**
 * The configuration file that Meta's library loads for each Pixel, and without which it sends
 * nothing. This one has no settings.
 */
export function pixelConfig(pixelId: string): string {
  return `fbq.registerPlugin("${pixelId}", { __fbEventsPlugin: 1, plugin: function (fbq, instance) {
  instance.configLoaded("${pixelId}");
} });
`;
}
