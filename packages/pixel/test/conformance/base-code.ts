/** The functions that Meta's own base code puts on a page, the calls, and the tag of its library. */
// https://developers.facebook.com/documentation/meta-pixel/get-started
export function metaBaseCode(calls: string, nonce?: string): string {
  const attribute = nonce === undefined ? '' : ` nonce="${nonce}"`;
  return `<script${attribute}>
{
  const fbq = function () {
    if (fbq.callMethod) fbq.callMethod.apply(fbq, arguments);
    else fbq.queue.push(arguments);
  };
  Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [] });
  window.fbq = fbq;
  window._fbq = fbq;
}
${calls}
</script>
<script${attribute} async src="https://connect.facebook.net/en_US/fbevents.js"></script>`;
}
