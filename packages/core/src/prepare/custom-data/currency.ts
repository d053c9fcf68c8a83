/**
 * A currency code in capitals, with what is odd about it: a code that ISO 4217 withdrew, or one of a
 * fund, a metal or a unit of account. `undefined` for what ISO 4217 does not list. Written in lower
 * case or with spaces around it, a code means the same.
 */
export function readCurrency(
  value: unknown,
): { readonly code: string; readonly oddity: string | undefined } | undefined {
  if (typeof value !== 'string' || value.length > 16) return undefined;
  byCode ??= readList();
  const code = byCode.has(value) ? value : value.trim().toUpperCase();
  const oddity = byCode.get(code);
  return oddity === undefined ? undefined : { code, oddity: oddity || undefined };
}

// Read by the first event with a currency.
let byCode: ReadonlyMap<string, string> | undefined;

/** Every code with what is odd about it, `''` for money in use. */
function readList(): ReadonlyMap<string, string> {
  const list = new Map<string, string>();
  for (const code of inUse.trim().split(/\s+/)) list.set(code, '');
  for (const code of notMoney.split(' ')) list.set(code, 'is not a currency in use');
  for (const line of withdrawn.trim().split('\n')) {
    const [year = '', ...codes] = line.split(' ');
    for (const code of codes) list.set(code, `was withdrawn in ${year}`);
  }
  return list;
}

// ISO 4217, lists one and three, with their amendments up to January 2026: a list of our own and not
// `Intl.supportedValuesOf`, which contains other currencies in each runtime.
// https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html
const inUse = `
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD
KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
`;

/** Funds, metals, units of account, tests and no currency at all. */
const notMoney =
  'BOV CHE CHW CLF COU MXV USN UYI UYW XAD XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX';

/** A line for each year of withdrawal. */
const withdrawn = `
1981 ESA GWE ILP MZE RHD
1983 MTP
1984 MLF
1985 ARP LSM
1986 BRB GNS PES
1987 BOP UGS
1989 ALK BRC GNE GQE LAJ MVQ UYN ZWC
1990 ARY BEC BEL BGJ BGK BRN BUK CSJ DDM ILR ISJ LUC LUL NIC PEH ROK SUR UGW VNC YUD
1991 AOK PEI YDD
1992 ARA
1993 BRE CSK LTT MXP UYP
1994 BRR ESB LVR ZRZ
1995 GEK HRD YUN ZAL
1996 UAK
1997 GWP PLZ
1998 BAD SDP
1999 XEU XRE ZRN
2000 AON AOR ECS ECV
2001 BYB TJR
2002 ATS BEF DEM ESP FIM FRF GRD IEP ITL LUF NLG PTE TPE
2003 ADP AFA BGL SRG YUM
2004 CHC MGF RUR
2005 AYM AZM ROL TRL
2006 CSD MZM XFO ZWN
2007 GHP SDD SIT
2008 CYP GHC MTL VEB ZWD
2009 SKK TMM ZWR
2011 EEK
2012 ZMK
2013 XFU
2014 LTL LVL USS
2017 BYR MRO STD
2018 VEF
2021 CUC
2023 HRK
2024 SLL ZWL
2025 ANG
2026 BGN
`;
