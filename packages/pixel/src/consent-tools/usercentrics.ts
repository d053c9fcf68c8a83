import type { Consent } from '@meta-capi/core';
import { usercentricsV2 as readerOfV2, storedAsCookies } from '@meta-capi/core/browser';
import type { ConsentTool } from '../consent/follow-consent.ts';
import { cookieTool, onEvents, withGlobal } from './consent-tool.ts';

/**
 * Usercentrics 2, which keeps its answer in localStorage: the server has it through `meta_consent` only.
 *
 * @param service the id of Meta's service (a template id)
 */
// https://docs.usercentrics.com/
export function usercentricsV2(service: string): ConsentTool {
  const names = ['uc_settings', 'uc_user_interaction'];
  return cookieTool(
    'Usercentrics',
    readerOfV2(service),
    onEvents('UC_UI_INITIALIZED', 'UC_UI_CMP_EVENT', 'ucEvent'),
    () => storedAsCookies(names, () => localStorage),
  );
}

interface UsercentricsApi {
  getConsentDetails: () => Promise<{ consent?: { type?: string } }>;
}

/**
 * Usercentrics 3. What it stores holds the default of the visitor's region before an answer, so it
 * counts once its API reports an explicit one.
 *
 * @param service the id of Meta's service (a template id)
 */
// https://usercentrics.com/docs/web/features/api/
export function usercentricsV3(service: string): ConsentTool {
  let isExplicit: boolean | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    name: 'Usercentrics',
    read: () => (isExplicit === undefined ? undefined : isExplicit ? storedV3(service) : 'unknown'),
    subscribe: (onChange) => {
      const ask = (): void =>
        withGlobal('__ucCmp', (api) => {
          askV3(api as UsercentricsApi).then((isAnswered) => {
            clearTimeout(timer);
            const report = (): void => {
              isExplicit = isAnswered;
              onChange();
            };
            // An answer is stored about 100 ms after its event; until then the old default is there.
            timer = setTimeout(report, isAnswered ? 500 : 0);
            return timer;
          }, ignored);
        });
      onEvents('UC_UI_INITIALIZED', 'UC_UI_CMP_EVENT', 'UC_CONSENT')(ask);
      ask();
    },
  };
}

async function askV3(api: UsercentricsApi): Promise<boolean> {
  const { consent } = await api.getConsentDetails();
  return consent?.type === 'EXPLICIT';
}

// Without an answer of the API an earlier answer stays.
const ignored = (): void => {};

function storedV3(service: string): Consent {
  const { consent, gcm } = JSON.parse(localStorage.getItem('ucData') ?? '') as {
    consent?: { services?: Record<string, { consent?: unknown }> };
    gcm?: { adStorage?: unknown; adUserData?: unknown };
  };
  const services = consent?.services ?? {};
  const isGranted =
    Object.keys(services).length > 0
      ? services[service]?.consent === true
      : gcm?.adStorage === 'granted' && gcm.adUserData !== 'denied';
  return isGranted ? 'granted' : 'denied';
}
