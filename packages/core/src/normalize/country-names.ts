/**
 * ISO 3166-1 and Kosovo. Three letters of each country, without a separator; its two letters are the
 * first two of them.
 */
// https://www.iso.org/obp/ui/#search/code/
export const firstTwoLetters = `
afgaiaalbargasmausazebelbfabgrbhrblmbmubolbrabtnbvtbwacancckchecivcmrcolcricubcxrcypczedeudjidma
domdzaecuegyeriespethfinfjifragabgbrgeoggyghagibgmbgrcgtmgumhkghmdhndhrvhtihunidnimnindiotirnisl
itajeyjorjpnkenkgzkhmkirknakwtlaolbnlcalielkalsoltuluxlvamarmcomdamhlmkdmlimmrmngmrtmsrmusmwimys
namnclnernfknganicnldnornplnrunzlomnpanperphlpripseqatreurourusrwasausdnsgpshnsjmslesmrsomssdstp
sxmsyrtcatgothatjktkltlstonttotwntzaugaumiusauzbvatvctvenvgbvirvnmvutwsmxkkyemzafzmbzwe`;

/** Three letters of the countries whose two letters are the first and the last of them. */
export const firstAndLastLetter = `
andareatgarmagoautabwbrbbgdbdibrnbhsblzcodcafcogcokchlchncpvcuwdnkeshflkfsmfrogrdgufgrlginglpgnq
guyirqjamkorkazlbrlbymnemafmdgmnpmtqmltmdvmexmozniupyfpngpakpolpcnprtplwpryslbsycswesvksensurslv
swztcdtkmtunturtuvurywlf`;

/**
 * The other countries, two letters and three, and what `Intl.DisplayNames` does not return: codes of
 * the EU, official names that {@link titles} does not cover, and names that were or are in use. No
 * accents and apostrophes; a hyphen between words.
 */
// `uk` and `el` are the EU's codes for `gb` and `gr`.
// https://publications.europa.eu/code/en/en-370100.htm
export const otherNames = `
ae uae
aq ata
ar argentine-republic
ax ala aland
ba bih
bj ben
bn brunei-darussalam nation-of-brunei-abode-of-peace
bq bes bonaire-sint-eustatius-and-saba
by blr
cd dr-congo drc congo-drc democratic-republic-of-the-congo
cg congo
ch swiss-confederation
ci ivory-coast
cv cabo-verde cape-verde
cz czech-republic czechia
ee est
eh sahrawi-arab-democratic-republic
fk falkland-islands falkland-islands-malvinas
fm micronesia-fed-sts micronesia-federated-states-of
fr french-republic
ga gabonese-republic
gb uk great-britain britain england scotland wales northern-ireland united-kingdom-of-great-britain-and-northern-ireland
gf guiana
gr el hellas hellenic-republic
gs sgs south-georgia
gw gnb
gy co-operative-republic-of-guyana
hk hong-kong hong-kong-sar-china
hm heard-island-and-mcdonald-islands
ie irl
il isr
it italian-republic
kg kyrgyz-republic
km com
kn federation-of-saint-christopher-and-nevis
kp prk democratic-peoples-republic-of-korea
kr korea-republic-of
ky cym
la lao-pdr lao-peoples-democratic-republic
lb lebanese-republic
mf saint-martin-french-part
mk macedonia fyrom former-yugoslav-republic-of-macedonia north-macedonia
mm myanmar burma
mo mac macao macau macao-sar-china macao-special-administrative-region-of-the-peoples-republic-of-china
mx united-mexican-states
nl holland
pm spm
pn pitcairn
ps palestine west-bank-and-gaza palestinian-territory palestinian-territories
pt portuguese-republic
re reunion-island
rs srb
ru russian-federation
sh saint-helena-ascension-and-tristan-da-cunha
si svn
sj svalbard-og-jan-mayen
sk slovak-republic
sx sint-maarten-dutch-part saint-maarten
sy syrian-arab-republic
sz swaziland eswatini
tf atf french-southern-and-antarctic-lands
tg togolese-republic
tl east-timor timor-leste
tn tunisian-republic
tr turkey turkiye
tw taiwan-province-of-china republic-of-china-taiwan republic-of-china
ua ukr
um united-states-minor-outlying-islands
us america
va holy-see vatican holy-see-vatican-city-state
ve venezuela-rb
vg virgin-islands
vi united-states-virgin-islands
vn viet-nam
wf territory-of-the-wallis-and-futuna-islands
xk xkx
yt myt`;

/** Words of official names that do not distinguish countries: `Kingdom of Spain` is `Spain`. */
// `sar`: special administrative region.
export const titles: readonly string[] =
  'republic kingdom state states islamic peoples democratic federal federative socialist principality commonwealth territory sultanate bailiwick collectivity department union united independent sovereign plurinational bolivarian hashemite oriental arab country group grand duchy most serene sar'.split(
    ' ',
  );
