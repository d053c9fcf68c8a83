/** `appsecret_proof`: hex of HMAC-SHA256 over the token, keyed by the app's secret. */
// https://developers.facebook.com/docs/graph-api/guides/secure-requests
export async function appSecretProof(appSecret: string, token: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(appSecret), algorithm, false, [
    'sign',
  ]);
  const proof = await crypto.subtle.sign('HMAC', key, encoder.encode(token));
  return Array.from(new Uint8Array(proof), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
