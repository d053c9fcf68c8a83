import { describe, expect, it } from 'vitest';
import { nearestKey } from '../../../src/prepare/user-data/did-you-mean.ts';

describe('nearestKey', () => {
  it.each([
    ['userData.email', 'em e_mail mail email_address emial'],
    ['userData.phone', 'ph tel telephone mobile phoneNumber phon'],
    ['userData.firstName', 'fn first_name firstname forename givenName'],
    ['userData.lastName', 'ln last_name familyName surname'],
    ['userData.firstName and userData.lastName', 'name full_name'],
    ['userData.gender', 'ge sex'],
    ['userData.dateOfBirth', 'db dob birthdate birthday date_of_birth'],
    ['userData.city', 'ct town cit'],
    ['userData.state', 'st province region'],
    ['userData.zip', 'zp zi zipCode postcode postal_code'],
    ['userData.country', 'countryCode countri'],
    ['userData.externalId', 'external_id id userId customer_id'],
    ['userData.madid', 'mad_id madif'],
    ['userData.leadId', 'lead_id LeadID laadId eadId'],
    ['visitor.fbp', '_fbp'],
    ['visitor.fbc', '_fbc fbclid'],
    ['visitor.clientIpAddress', 'client_ip_address ip ipAddress'],
    ['visitor.clientUserAgent', 'client_user_agent userAgent'],
    ['visitor.consent', 'consent'],
    ['visitor.eventSourceUrl', 'event_source_url'],
    ['visitor.referrerUrl', 'referrer_url'],
  ])('%s is meant by %s', (meant, names) => {
    for (const name of names.split(' ')) expect([name, nearestKey(name)]).toEqual([name, meant]);
  });

  it.each(['favouriteEmail', 'emailFavourite', 'cats', 'zippy', 'colour', 'constructor', '___'])(
    'nothing is meant by %s',
    (name) => {
      expect(nearestKey(name)).toBeUndefined();
    },
  );
});
