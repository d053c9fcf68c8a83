/** Codes and names of each country that must be recognised: two letters, three letters, names. */
export const recognisedCountries = `\
ad and andorra principality-of-andorra
ae are united-arab-emirates uae
af afg afghanistan islamic-republic-of-afghanistan
ag atg antigua-and-barbuda
ai aia anguilla
al alb albania republic-of-albania
am arm armenia republic-of-armenia
ao ago angola republic-of-angola
aq ata antarctica
ar arg argentina argentine-republic
as asm american-samoa
at aut austria republic-of-austria
au aus australia commonwealth-of-australia
aw abw aruba
ax ala aland-islands aland
az aze azerbaijan republic-of-azerbaijan
ba bih bosnia-and-herzegovina
bb brb barbados
bd bgd bangladesh peoples-republic-of-bangladesh
be bel belgium kingdom-of-belgium
bf bfa burkina-faso
bg bgr bulgaria republic-of-bulgaria
bh bhr bahrain kingdom-of-bahrain
bi bdi burundi republic-of-burundi
bj ben benin republic-of-benin
bl blm saint-barthelemy collectivity-of-saint-barthelemy
bm bmu bermuda
bn brn brunei-darussalam brunei nation-of-brunei-abode-of-peace
bo bol bolivia bolivia-plurinational-state-of
bq bes bonaire-sint-eustatius-and-saba caribbean-netherlands
br bra brazil federative-republic-of-brazil
bs bhs bahamas commonwealth-of-the-bahamas
bt btn bhutan kingdom-of-bhutan
bv bvt bouvet-island
bw bwa botswana republic-of-botswana
by blr belarus republic-of-belarus
bz blz belize
ca can canada
cc cck cocos-keeling-islands territory-of-the-cocos-keeling-islands
cd cod democratic-republic-of-the-congo congo-kinshasa dr-congo drc congo-drc
cf caf central-african-republic
cg cog republic-of-the-congo congo congo-brazzaville
ch che switzerland swiss-confederation
ci civ cote-divoire ivory-coast republic-of-cote-divoire
ck cok cook-islands
cl chl chile republic-of-chile
cm cmr cameroon republic-of-cameroon
cn chn peoples-republic-of-china china
co col colombia republic-of-colombia
cr cri costa-rica republic-of-costa-rica
cu cub cuba republic-of-cuba
cv cpv cape-verde cabo-verde republic-of-cabo-verde
cw cuw curacao country-of-curacao
cx cxr christmas-island territory-of-christmas-island
cy cyp cyprus republic-of-cyprus
cz cze czech-republic czechia
de deu germany federal-republic-of-germany
dj dji djibouti republic-of-djibouti
dk dnk denmark kingdom-of-denmark
dm dma dominica commonwealth-of-dominica
do dom dominican-republic
dz dza algeria peoples-democratic-republic-of-algeria
ec ecu ecuador republic-of-ecuador
ee est estonia republic-of-estonia
eg egy egypt arab-republic-of-egypt
eh esh western-sahara sahrawi-arab-democratic-republic
er eri eritrea state-of-eritrea
es esp spain kingdom-of-spain
et eth ethiopia federal-democratic-republic-of-ethiopia
fi fin finland republic-of-finland
fj fji fiji republic-of-fiji
fk flk falkland-islands-malvinas falkland-islands
fm fsm micronesia-federated-states-of micronesia micronesia-fed-sts
fo fro faroe-islands
fr fra france french-republic
ga gab gabon gabonese-republic
gb gbr united-kingdom uk great-britain britain england scotland wales northern-ireland united-kingdom-of-great-britain-and-northern-ireland
gd grd grenada
ge geo georgia
gf guf french-guiana guiana
gg ggy guernsey bailiwick-of-guernsey
gh gha ghana republic-of-ghana
gi gib gibraltar
gl grl greenland
gm gmb gambia republic-of-the-gambia
gn gin guinea republic-of-guinea
gp glp guadeloupe
gq gnq equatorial-guinea republic-of-equatorial-guinea
gr grc greece el hellas hellenic-republic
gs sgs south-georgia-and-the-south-sandwich-islands south-georgia
gt gtm guatemala republic-of-guatemala
gu gum guam
gw gnb guinea-bissau republic-of-guinea-bissau
gy guy guyana co-operative-republic-of-guyana
hk hkg hong-kong hong-kong-sar-china hong-kong-sar
hm hmd heard-island-and-mcdonald-islands heard-mcdonald-islands
hn hnd honduras republic-of-honduras
hr hrv croatia republic-of-croatia
ht hti haiti republic-of-haiti
hu hun hungary
id idn indonesia republic-of-indonesia
ie irl ireland republic-of-ireland
il isr israel state-of-israel
im imn isle-of-man
in ind india republic-of-india
io iot british-indian-ocean-territory
iq irq iraq republic-of-iraq
ir irn islamic-republic-of-iran iran
is isl iceland
it ita italy italian-republic
je jey jersey bailiwick-of-jersey
jm jam jamaica
jo jor jordan hashemite-kingdom-of-jordan
jp jpn japan
ke ken kenya republic-of-kenya
kg kgz kyrgyzstan kyrgyz-republic
kh khm cambodia kingdom-of-cambodia
ki kir kiribati independent-and-sovereign-republic-of-kiribati
km com comoros union-of-the-comoros
kn kna saint-kitts-and-nevis federation-of-saint-christopher-and-nevis
kp prk north-korea democratic-peoples-republic-of-korea
kr kor south-korea korea-republic-of
kw kwt kuwait state-of-kuwait
ky cym cayman-islands
kz kaz kazakhstan republic-of-kazakhstan
la lao lao-peoples-democratic-republic laos lao-pdr
lb lbn lebanon lebanese-republic
lc lca saint-lucia
li lie liechtenstein principality-of-liechtenstein
lk lka sri-lanka democratic-socialist-republic-of-sri-lanka
lr lbr liberia republic-of-liberia
ls lso lesotho kingdom-of-lesotho
lt ltu lithuania republic-of-lithuania
lu lux luxembourg grand-duchy-of-luxembourg
lv lva latvia republic-of-latvia
ly lby libya state-of-libya
ma mar morocco kingdom-of-morocco
mc mco monaco principality-of-monaco
md mda moldova-republic-of moldova
me mne montenegro
mf maf saint-martin-french-part st-martin
mg mdg madagascar republic-of-madagascar
mh mhl marshall-islands republic-of-the-marshall-islands
mk mkd north-macedonia macedonia the-republic-of-north-macedonia fyrom former-yugoslav-republic-of-macedonia
ml mli mali republic-of-mali
mm mmr myanmar myanmar-burma burma republic-of-the-union-of-myanmar union-of-myanmar
mn mng mongolia
mo mac macao macao-sar-china macau macao-special-administrative-region-of-the-peoples-republic-of-china macau-sar macao-sar
mp mnp northern-mariana-islands commonwealth-of-the-northern-mariana-islands
mq mtq martinique
mr mrt mauritania islamic-republic-of-mauritania
ms msr montserrat
mt mlt malta republic-of-malta
mu mus mauritius republic-of-mauritius
mv mdv maldives republic-of-the-maldives
mw mwi malawi republic-of-malawi
mx mex mexico united-mexican-states
my mys malaysia
mz moz mozambique republic-of-mozambique
na nam namibia republic-of-namibia
nc ncl new-caledonia
ne ner niger republic-of-niger
nf nfk norfolk-island territory-of-norfolk-island
ng nga nigeria federal-republic-of-nigeria
ni nic nicaragua republic-of-nicaragua
nl nld netherlands holland netherlands-kingdom-of-the
no nor norway kingdom-of-norway
np npl nepal federal-democratic-republic-of-nepal
nr nru nauru republic-of-nauru
nu niu niue
nz nzl new-zealand
om omn oman sultanate-of-oman
pa pan panama republic-of-panama
pe per peru republic-of-peru
pf pyf french-polynesia
pg png papua-new-guinea independent-state-of-papua-new-guinea
ph phl philippines republic-of-the-philippines
pk pak pakistan islamic-republic-of-pakistan
pl pol poland republic-of-poland
pm spm saint-pierre-and-miquelon
pn pcn pitcairn pitcairn-islands pitcairn-group-of-islands
pr pri puerto-rico commonwealth-of-puerto-rico
ps pse state-of-palestine palestine palestinian-territories palestinian-territory west-bank-and-gaza
pt prt portugal portuguese-republic
pw plw palau republic-of-palau
py pry paraguay republic-of-paraguay
qa qat qatar state-of-qatar
re reu reunion reunion-island
ro rou romania
rs srb serbia republic-of-serbia
ru rus russian-federation russia
rw rwa rwanda republic-of-rwanda
sa sau saudi-arabia kingdom-of-saudi-arabia
sb slb solomon-islands
sc syc seychelles republic-of-seychelles
sd sdn sudan republic-of-the-sudan
se swe sweden kingdom-of-sweden
sg sgp singapore republic-of-singapore
sh shn saint-helena saint-helena-ascension-and-tristan-da-cunha
si svn slovenia republic-of-slovenia
sj sjm svalbard-and-jan-mayen svalbard-og-jan-mayen
sk svk slovakia slovak-republic
sl sle sierra-leone republic-of-sierra-leone
sm smr san-marino most-serene-republic-of-san-marino
sn sen senegal republic-of-senegal
so som somalia federal-republic-of-somalia
sr sur suriname republic-of-suriname
ss ssd south-sudan republic-of-south-sudan
st stp sao-tome-and-principe democratic-republic-of-sao-tome-and-principe
sv slv el-salvador republic-of-el-salvador
sx sxm sint-maarten-dutch-part sint-maarten saint-maarten
sy syr syrian-arab-republic syria
sz swz eswatini swaziland kingdom-of-eswatini
tc tca turks-and-caicos-islands
td tcd chad republic-of-chad
tf atf french-southern-territories french-southern-and-antarctic-lands territory-of-the-french-southern-and-antarctic-lands
tg tgo togo togolese-republic
th tha thailand kingdom-of-thailand
tj tjk tajikistan republic-of-tajikistan
tk tkl tokelau
tl tls timor-leste east-timor democratic-republic-of-timor-leste
tm tkm turkmenistan
tn tun tunisia tunisian-republic
to ton tonga kingdom-of-tonga
tr tur turkiye turkey republic-of-turkiye
tt tto trinidad-and-tobago republic-of-trinidad-and-tobago
tv tuv tuvalu
tw twn taiwan-province-of-china taiwan republic-of-china-taiwan
tz tza united-republic-of-tanzania tanzania
ua ukr ukraine
ug uga uganda republic-of-uganda
um umi united-states-minor-outlying-islands us-outlying-islands
us usa united-states-of-america united-states america
uy ury uruguay oriental-republic-of-uruguay
uz uzb uzbekistan republic-of-uzbekistan
va vat vatican-city holy-see vatican holy-see-vatican-city-state vatican-city-state
vc vct saint-vincent-and-the-grenadines
ve ven venezuela venezuela-bolivarian-republic-of venezuela-rb
vg vgb virgin-islands-british virgin-islands
vi vir virgin-islands-us united-states-virgin-islands
vn vnm viet-nam vietnam socialist-republic-of-vietnam
vu vut vanuatu republic-of-vanuatu
wf wlf wallis-and-futuna territory-of-the-wallis-and-futuna-islands
ws wsm samoa independent-state-of-samoa
xk xkk kosovo xkx republic-of-kosovo
ye yem yemen republic-of-yemen
yt myt mayotte department-of-mayotte
za zaf south-africa republic-of-south-africa
zm zmb zambia republic-of-zambia
zw zwe zimbabwe republic-of-zimbabwe`;
