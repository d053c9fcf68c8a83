import { expect, it } from 'vitest';
import { withoutAppendix } from '../../src/normalize/param-builder-appendix.ts';

it.each([
  ['1.AQ', '1'],
  ['1.Ag', '1'],
  ['1.Aw', '1'],
  ['1.BA', '1'],
  ['1.BQ', '1'],
  ['1.Bg', '1'],
  ['1.AQIBAAEA', '1'],
  ['1.AfI_A-EA', '1'],
  ['1.AZIBAAEA', '1'],
  ['1.AaIBAAEA', '1'],
  ['1.Bg.AQYBAQMC', '1'],
  ['1.AQIBAAEA.AQIBAAEA.AQIBAAEA', '1'],
  ['1.2.AQ', '1.2'],
  ['1.AQ.2', '1.AQ.2'],
  ['1.Ax', '1.Ax'],
  ['1.Bx', '1.Bx'],
  ['1.APIBAAEA', '1.APIBAAEA'],
  ['1.AgIBAAEA', '1.AgIBAAEA'],
  ['1.AQIBAAE', '1.AQIBAAE'],
  ['1.AQIBAAEAx', '1.AQIBAAEAx'],
  ['1.xAQIBAAEA', '1.xAQIBAAEA'],
  ['1.AQIB!AEA', '1.AQIB!AEA'],
  ['1.xBA', '1.xBA'],
  ['1.BAx', '1.BAx'],
  ['1.', '1.'],
  ['.AQ', '.AQ'],
  ['AQ', 'AQ'],
  ['', ''],
])('%j without its appendix is %j', (value, without) => {
  expect(withoutAppendix(value)).toBe(without);
});
