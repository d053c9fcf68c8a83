import { describe, expect, it } from 'vitest';
import { foldKey, nearestOf } from '../../src/input/nearest-key.ts';

describe('nearestOf', () => {
  const keys = ['accessToken', 'email', 'city', 'fbc', 'fbp', 'content_ids', 'content_id'];

  it.each([
    ['another spelling', 'Access-Token', 'accessToken'],
    ['a letter too few', 'acessToken', 'accessToken'],
    ['a letter too many', 'accessTokken', 'accessToken'],
    ['another letter', 'accessTaken', 'accessToken'],
    ['two letters too few', 'accesTokn', 'accessToken'],
    ['two letters too many', 'xaccessTokenx', 'accessToken'],
    ['two letters swapped', 'acecssToken', 'accessToken'],
    ['the first letters missing', 'cessToken', 'accessToken'],
    ['the last letters missing', 'accessTok', 'accessToken'],
    ['two letters missing of five', 'eml', 'email'],
    ['one letter missing of four', 'ciy', 'city'],
    ['one letter too many after four', 'cityy', 'city'],
    ['the nearest key, not the first near one', 'fbpp', 'fbp'],
    ['a key in another spelling before one with another letter', 'contentid', 'content_id'],
    ['the first of two that are equally near', 'fbx', 'fbc'],
  ])('finds the key: %s', (_, name, expected) => {
    expect(nearestOf(keys, name)).toBe(expected);
  });

  it.each([
    ['three letters too few', 'acesTokn'],
    ['three letters too many', 'myAccessTokenx'],
    ['three letters missing of five', 'em'],
    ['two letters missing of four', 'ct'],
    ['two other letters of four', 'cats'],
    ['the letters backwards', 'nekoTssecca'],
    ['another word', 'webhookSecret'],
    ['no text', ''],
  ])('finds none: %s', (_, name) => {
    expect(nearestOf(keys, name)).toBeUndefined();
  });

  it('finds none where there are no keys', () => {
    expect(nearestOf([], 'email')).toBeUndefined();
  });
});

describe('foldKey', () => {
  it.each(['contentIds2', 'content-ids-2', 'content_ids_2', 'Content IDs 2', ' CONTENT.IDS.2 '])(
    'is one key for each way to write it: %j',
    (key) => {
      expect(foldKey(key)).toBe('contentids2');
    },
  );
});
