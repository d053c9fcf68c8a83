/**
 * The file that Meta's library loads for every Pixel on a page, and without which it sends nothing:
 * here one that configures nothing.
 */
export function pixelConfig(pixelId: string): string {
  return `fbq.registerPlugin("${pixelId}", { __fbEventsPlugin: 1, plugin: function (fbq, instance) {
  instance.configLoaded("${pixelId}");
} });
`;
}
