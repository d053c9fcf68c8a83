import { foldKey } from '../fold-key.ts';
import { userDataKeys } from '../user-data-keys.ts';
import { customDataChecks } from './custom-data-checks.ts';

/**
 * What is wrong with a key of `customData` that is none of Meta's but looks like one: Meta would
 * take it for a property of the caller's own. `undefined` for keys that are fine.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
export function misplacedKey(key: string): string | undefined {
  if (Object.hasOwn(customDataChecks, key)) return undefined;
  const folded = foldKey(key);
  if (isPersonal(folded)) return 'is customer information: it belongs into userData.';
  const meant = Object.keys(customDataChecks).find((known) => foldKey(known) === folded);
  if (meant !== undefined) return `is spelt "${meant}" by Meta.`;
  return eventKeys.has(folded) ? 'belongs beside customData, not into it.' : undefined;
}

function isPersonal(folded: string): boolean {
  return (
    otherPersonalKeys.has(folded) ||
    (folded !== 'country' &&
      Object.values(userDataKeys).some(({ wire }) => foldKey(wire) === folded))
  );
}

// A country, a state or a city may also be that of a journey or of a house.
const otherPersonalKeys: ReadonlySet<string> = new Set([
  'email',
  'phone',
  'phonenumber',
  'firstname',
  'lastname',
  'fullname',
  'userdata',
  'dateofbirth',
  'birthday',
  'ipaddress',
  'useragent',
  'fbp',
  'fbc',
  'clientipaddress',
  'clientuseragent',
  'partnerid',
  'partnername',
  'appuserid',
  'f5first',
  'f5last',
  'fi',
  'dobd',
  'dobm',
  'doby',
  'whatsappbusinessaccountid',
]);

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
const eventKeys: ReadonlySet<string> = new Set([
  'eventname',
  'eventtime',
  'eventid',
  'actionsource',
  'customdata',
  'eventsourceurl',
  'referrerurl',
  'optout',
  'dataprocessingoptions',
  'dataprocessingoptionscountry',
  'dataprocessingoptionsstate',
  'originaleventdata',
  'attributiondata',
  'appdata',
  'advertisertrackingenabled',
  'messagingchannel',
  'advancedmeasurementtable',
]);
