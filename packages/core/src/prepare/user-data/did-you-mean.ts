import { foldKey, nearestOf } from '../../input/nearest-key.ts';
import { userDataKeys } from './keys.ts';

/**
 * The path that was most likely meant by this unknown key of `userData`, or `undefined`. Recognises
 * Meta's own names, other spellings, common synonyms and typing errors.
 */
export function nearestKey(name: string): string | undefined {
  const folded = foldKey(name);
  const byWireName = Object.entries(userDataKeys).find(([, { wire }]) => foldKey(wire) === folded);
  if (byWireName !== undefined) return `userData.${byWireName[0]}`;
  const synonym = synonyms.find(([, names]) => names.split(' ').includes(folded));
  if (synonym !== undefined) return synonym[0];
  const nearest = nearestOf(Object.keys(userDataKeys), name);
  return nearest && `userData.${nearest}`;
}

/** A path and the names that people give to what it holds. */
const synonyms: readonly (readonly [path: string, names: string])[] = [
  ['userData.email', 'mail emailaddress'],
  ['userData.phone', 'mobile phonenumber tel telephone'],
  ['userData.firstName', 'forename givenname'],
  ['userData.lastName', 'familyname surname'],
  ['userData.firstName and userData.lastName', 'name fullname'],
  ['userData.gender', 'sex'],
  ['userData.dateOfBirth', 'birthdate birthday dob'],
  ['userData.city', 'town'],
  ['userData.state', 'province region'],
  ['userData.zip', 'postalcode postcode zipcode'],
  ['userData.country', 'countrycode'],
  ['userData.externalId', 'customerid id userid'],
  ['visitor.fbp', 'fbp'],
  ['visitor.fbc', 'fbc fbclid'],
  ['visitor.clientIpAddress', 'clientipaddress ip ipaddress'],
  ['visitor.clientUserAgent', 'clientuseragent useragent'],
  ['visitor.consent', 'consent'],
  ['visitor.eventSourceUrl', 'eventsourceurl'],
  ['visitor.referrerUrl', 'referrerurl'],
];
