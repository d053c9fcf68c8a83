/**
 * A currency code in capitals, with what is odd about it: a code that ISO 4217 withdrew, or one of a
 * fund, a metal or a unit of account. `undefined` for what ISO 4217 does not list. Written in lower
 * case or with spaces around it, a code means the same.
 */
export function readCurrency(
  value: unknown,
): { readonly code: string; readonly oddity: string | undefined } | undefined {
  if (typeof value !== 'string') return undefined;
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
  const add = (codes: string, oddity: string) => {
    for (const [code] of codes.matchAll(/[A-Z]{3}/g)) list.set(code, oddity);
  };
  add(inUse, '');
  add(notMoney, 'is not a currency in use');
  for (const line of withdrawn.split('\n')) add(line, `was withdrawn in ${line.slice(0, 4)}`);
  return list;
}

// ISO 4217, lists one and three, with their amendments up to January 2026, without separators. Not
// `Intl.supportedValuesOf`, which contains other currencies in each runtime and no dates.
// https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html
const inUse = `
AEDAFNALLAMDAOAARSAUDAWGAZNBAMBBDBDTBHDBIFBMDBNDBOBBRLBSDBTNBWPBYNBZDCADCDFCHFCLPCNYCOPCRCCUPCVE
CZKDJFDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGNFGTQGYDHKDHNLHTGHUFIDRILSINRIQDIRRISKJMDJODJPY
KESKGSKHRKMFKPWKRWKWDKYDKZTLAKLBPLKRLRDLSLLYDMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMYRMZNNADNGNNIO
NOKNPRNZDOMRPABPENPGKPHPPKRPLNPYGQARRONRSDRUBRWFSARSBDSCRSDGSEKSGDSHPSLESOSSRDSSPSTNSVCSYPSZLTHB
TJSTMTTNDTOPTRYTTDTWDTZSUAHUGXUSDUYUUZSVEDVESVNDVUVWSTXAFXCDXCGXOFXPFYERZARZMWZWG`;

/** Funds, metals, units of account, tests and no currency at all. */
const notMoney = 'BOVCHECHWCLFCOUMXVUSNUYIUYWXADXAGXAUXBAXBBXBCXBDXDRXPDXPTXSUXTSXUAXXX';

/** A line for each year of withdrawal: the year and the codes. */
const withdrawn = `
1981ESAGWEILPMZERHD
1983MTP
1984MLF
1985ARPLSM
1986BRBGNSPES
1987BOPUGS
1989ALKBRCGNEGQELAJMVQUYNZWC
1990ARYBECBELBGJBGKBRNBUKCSJDDMILRISJLUCLULNICPEHROKSURUGWVNCYUD
1991AOKPEIYDD
1992ARA
1993BRECSKLTTMXPUYP
1994BRRESBLVRZRZ
1995GEKHRDYUNZAL
1996UAK
1997GWPPLZ
1998BADSDP
1999XEUXREZRN
2000AONAORECSECV
2001BYBTJR
2002ATSBEFDEMESPFIMFRFGRDIEPITLLUFNLGPTETPE
2003ADPAFABGLSRGYUM
2004CHCMGFRUR
2005AYMAZMROLTRL
2006CSDMZMXFOZWN
2007GHPSDDSIT
2008CYPGHCMTLVEBZWD
2009SKKTMMZWR
2011EEK
2012ZMK
2013XFU
2014LTLLVLUSS
2017BYRMROSTD
2018VEF
2021CUC
2023HRK
2024SLLZWL
2025ANG
2026BGN`;
