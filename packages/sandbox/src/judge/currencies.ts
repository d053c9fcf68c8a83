/**
 * The codes of ISO 4217, read from lists one and three of its maintenance agency. Not from `Intl`,
 * whose list depends on the runtime.
 * https://www.six-group.com/en/products-services/financial-information/data-standards.html
 */
const MONEY = codesOf(
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD',
  'CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD',
  'GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD',
  'KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO',
  'NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE',
  'SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND',
  'VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG',
);

/** Codes withdrawn since 2011, with the last day on which they were valid. */
const LAST_DAYS: ReadonlyMap<string, string> = new Map([
  ['ANG', '2025-06-30'],
  ['BGN', '2026-01-31'],
  ['BYR', '2016-12-31'],
  ['CUC', '2021-06-30'],
  ['EEK', '2011-01-14'],
  ['HRK', '2023-01-14'],
  ['LTL', '2015-01-15'],
  ['LVL', '2014-01-14'],
  ['MRO', '2018-06-30'],
  ['SLL', '2024-03-31'],
  ['STD', '2018-06-30'],
  ['VEF', '2018-12-31'],
  ['ZMK', '2013-06-30'],
  ['ZWL', '2024-08-31'],
]);

/** Codes withdrawn before 2011, and those of funds, metals and tests. */
const NEVER_NOW_MONEY = codesOf(
  'ADP AFA ALK AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BOP BRB BRC BRE BRN',
  'BRR BUK BYB CHC CSD CSJ CSK CYP DDM DEM ECS ECV ESA ESB ESP FIM FRF GEK GHC GHP GNE GNS GQE GRD',
  'GWE GWP HRD IEP ILP ILR ISJ ITL LAJ LSM LTT LUC LUF LUL LVR MGF MLF MTL MTP MVQ MXP MZE MZM NIC',
  'NLG PEH PEI PES PLZ PTE RHD ROK ROL RUR SDD SDP SIT SKK SRG SUR TJR TMM TPE TRL UAK UGS UGW USS',
  'UYN UYP VEB VNC XEU XFO XFU XRE YDD YUD YUM YUN ZAL ZRN ZRZ ZWC ZWD ZWN ZWR',
  'BOV CHE CHW CLF COU MXV USN UYI UYW XAD XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX',
);

/** Is this a current or former ISO 4217 code? */
export function isCurrencyCode(code: string): boolean {
  return MONEY.has(code) || LAST_DAYS.has(code) || NEVER_NOW_MONEY.has(code);
}

/** Was this currency valid at this time (milliseconds)? */
export function isMoneyAt(code: string, time: number): boolean {
  const lastDay = LAST_DAYS.get(code);
  return MONEY.has(code) || (lastDay !== undefined && time < Date.parse(lastDay) + 86_400_000);
}

function codesOf(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
