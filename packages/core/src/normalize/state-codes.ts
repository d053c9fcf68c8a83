/**
 * A line for each state: the two letters that Meta wants, then its names and the abbreviations that
 * newspapers and people write, such as `Calif.` and `W. Va.`, in lower-case letters only.
 */
// ANSI INCITS 38 and the US Postal Service's codes for territories and forces.
// https://www.govinfo.gov/content/pkg/GPO-STYLEMANUAL-2016/pdf/GPO-STYLEMANUAL-2016-11.pdf
export const unitedStates = `
aa armedforcesamericas
ae armedforceseurope
ak alaska
al alabama ala
ap armedforcespacific
ar arkansas ark
as americansamoa
az arizona ariz
ca california cal calif
co colorado colo
ct connecticut conn
dc districtofcolumbia washingtondc washdc
de delaware del dela
fl florida fla
ga georgia
gu guam
hi hawaii
ia iowa
id idaho
il illinois ill
in indiana ind
ks kansas kan kans
ky kentucky
la louisiana
ma massachusetts mass
md maryland
me maine
mi michigan mich
mn minnesota minn
mo missouri
mp northernmarianaislands
ms mississippi miss
mt montana mont
nc northcarolina ncar ncarolina nocarolina
nd northdakota ndak ndakota nodakota
ne nebraska neb nebr
nh newhampshire
nj newjersey
nm newmexico nmex
nv nevada nev
ny newyork
oh ohio
ok oklahoma okla
or oregon ore oreg
pa pennsylvania penn penna
pr puertorico
ri rhodeisland
sc southcarolina scar scarolina socarolina
sd southdakota sdak sdakota sodakota
tn tennessee tenn
tx texas tex
ut utah
va virginia
vi usvirginislands virginislands
vt vermont
wa washington wash
wi wisconsin wis wisc
wv westvirginia wva wvirginia
wy wyoming wyo`;

/** The same for Canada. */
// https://www.canadapost-postescanada.ca/cpc/en/support/articles/addressing-guidelines/symbols-and-abbreviations.page
// https://www.noslangues-ourlanguages.gc.ca/en/writing-tips-plus/geographical-names-canadian-provinces-territories
export const canadianProvinces = `
ab alberta alta
bc britishcolumbia
mb manitoba man
nb newbrunswick
nl newfoundland newfoundlandandlabrador nfld
ns novascotia
nt northwestterritories nwt
nu nunavut
on ontario ont
pe princeedwardisland pei
qc quebec québec que qué
sk saskatchewan sask
yt yukon yukonterritory`;
