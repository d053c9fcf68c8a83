/**
 * The app-scoped id of a user who signs in with Facebook. It is read from the `identities` attribute, a
 * JSON text with one entry for each linked provider.
 */
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html
export function facebookLoginId(identities: string | undefined): string | undefined {
  if (!identities?.startsWith('[')) return undefined;
  try {
    const linked: readonly Identity[] = JSON.parse(identities);
    const facebook = linked.find((identity) => identity?.providerType === 'Facebook');
    // Text only: an id can have 17 digits, and a JSON number of that size is rounded.
    const userId = facebook?.userId;
    return typeof userId === 'string' && /^\d{1,20}$/.test(userId) ? userId : undefined;
  } catch {
    return undefined;
  }
}

type Identity = { providerType?: unknown; userId?: unknown } | null;
