import { foldKey, nearestOf } from '../../input/nearest-key.ts';
import { userDataKeys } from './keys.ts';

/**
 * The path that was most likely meant by this unknown key of `userData`, or `undefined`. Recognises
 * Meta's own names, other spellings, common synonyms and typing errors.
 */
export function nearestKey(name: string): string | undefined {
  const folded = foldKey(name);
  const exact = Object.entries(userDataKeys).find(
    ([key, { wire }]) => foldKey(key) === folded || foldKey(wire) === folded,
  );
  if (exact !== undefined) return `userData.${exact[0]}`;
  if (Object.hasOwn(synonyms, folded)) return synonyms[folded];
  const nearest = nearestOf(Object.keys(userDataKeys), name);
  return nearest && `userData.${nearest}`;
}

const synonyms: Readonly<Record<string, string>> = {
  mail: 'userData.email',
  emailaddress: 'userData.email',
  mobile: 'userData.phone',
  phonenumber: 'userData.phone',
  tel: 'userData.phone',
  telephone: 'userData.phone',
  forename: 'userData.firstName',
  givenname: 'userData.firstName',
  familyname: 'userData.lastName',
  surname: 'userData.lastName',
  name: 'userData.firstName and userData.lastName',
  fullname: 'userData.firstName and userData.lastName',
  sex: 'userData.gender',
  birthdate: 'userData.dateOfBirth',
  birthday: 'userData.dateOfBirth',
  dob: 'userData.dateOfBirth',
  town: 'userData.city',
  province: 'userData.state',
  region: 'userData.state',
  postalcode: 'userData.zip',
  postcode: 'userData.zip',
  zipcode: 'userData.zip',
  countrycode: 'userData.country',
  customerid: 'userData.externalId',
  id: 'userData.externalId',
  userid: 'userData.externalId',
  fbp: 'visitor.fbp',
  fbc: 'visitor.fbc',
  fbclid: 'visitor.fbc',
  clientipaddress: 'visitor.clientIpAddress',
  ip: 'visitor.clientIpAddress',
  ipaddress: 'visitor.clientIpAddress',
  clientuseragent: 'visitor.clientUserAgent',
  useragent: 'visitor.clientUserAgent',
  consent: 'visitor.consent',
  eventsourceurl: 'visitor.eventSourceUrl',
  referrerurl: 'visitor.referrerUrl',
};
