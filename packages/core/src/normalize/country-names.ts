/**
 * ISO 3166-1, one country a line: its two letters, its three letters, then its English names in
 * lower-case letters only. Data of our own and not `Intl.DisplayNames`, whose names change with
 * the runtime's locale data: the same name must give the same hash everywhere.
 */
// https://www.iso.org/obp/ui/#search/code/
// Beside the standard: `uk` and `el`, which the EU uses for `gb` and `gr`, and Kosovo's `xk`.
export const countryNames = `\
ad and andorra
ae are unitedarabemirates uae
af afg afghanistan
ag atg antiguaandbarbuda antiguabarbuda
ai aia anguilla
al alb albania
am arm armenia
ao ago angola
aq ata antarctica
ar arg argentina
as asm americansamoa
at aut austria
au aus australia
aw abw aruba
ax ala alandislands
az aze azerbaijan
ba bih bosniaandherzegovina bosniaherzegovina
bb brb barbados
bd bgd bangladesh
be bel belgium
bf bfa burkinafaso
bg bgr bulgaria
bh bhr bahrain
bi bdi burundi
bj ben benin
bl blm saintbarthelemy stbarthelemy
bm bmu bermuda
bn brn bruneidarussalam brunei
bo bol bolivia boliviaplurinationalstateof
bq bes bonairesinteustatiusandsaba caribbeannetherlands
br bra brazil
bs bhs bahamas
bt btn bhutan
bv bvt bouvetisland
bw bwa botswana
by blr belarus
bz blz belize
ca can canada
cc cck cocoskeelingislands
cd cod democraticrepublicofthecongo congokinshasa drcongo congodemocraticrepublicofthe congothedemocraticrepublicofthe
cf caf centralafricanrepublic
cg cog republicofthecongo congo congobrazzaville
ch che switzerland
ci civ cotedivoire ivorycoast
ck cok cookislands
cl chl chile
cm cmr cameroon
cn chn peoplesrepublicofchina china
co col colombia
cr cri costarica
cu cub cuba
cv cpv capeverde caboverde
cw cuw curacao
cx cxr christmasisland
cy cyp cyprus
cz cze czechrepublic czechia
de deu germany
dj dji djibouti
dk dnk denmark
dm dma dominica
do dom dominicanrepublic
dz dza algeria
ec ecu ecuador
ee est estonia
eg egy egypt
eh esh westernsahara
er eri eritrea
es esp spain
et eth ethiopia
fi fin finland
fj fji fiji
fk flk falklandislandsmalvinas falklandislands
fm fsm micronesiafederatedstatesof micronesia
fo fro faroeislands
fr fra france
ga gab gabon
gb gbr unitedkingdom uk greatbritain britain england scotland wales northernireland unitedkingdomofgreatbritainandnorthernireland
gd grd grenada
ge geo georgia
gf guf frenchguiana
gg ggy guernsey
gh gha ghana
gi gib gibraltar
gl grl greenland
gm gmb gambia
gn gin guinea
gp glp guadeloupe
gq gnq equatorialguinea
gr grc greece el hellas
gs sgs southgeorgiaandthesouthsandwichislands southgeorgiasouthsandwichislands
gt gtm guatemala
gu gum guam
gw gnb guineabissau
gy guy guyana
hk hkg hongkong hongkongsarchina
hm hmd heardislandandmcdonaldislands heardmcdonaldislands
hn hnd honduras
hr hrv croatia
ht hti haiti
hu hun hungary
id idn indonesia
ie irl ireland
il isr israel
im imn isleofman
in ind india
io iot britishindianoceanterritory
iq irq iraq
ir irn islamicrepublicofiran iran iranislamicrepublicof
is isl iceland
it ita italy
je jey jersey
jm jam jamaica
jo jor jordan
jp jpn japan
ke ken kenya
kg kgz kyrgyzstan
kh khm cambodia
ki kir kiribati
km com comoros
kn kna saintkittsandnevis stkittsnevis
kp prk northkorea democraticpeoplesrepublicofkorea koreademocraticpeoplesrepublicof
kr kor southkorea korearepublicof republicofkorea
kw kwt kuwait
ky cym caymanislands
kz kaz kazakhstan
la lao laopeoplesdemocraticrepublic laos
lb lbn lebanon
lc lca saintlucia stlucia
li lie liechtenstein
lk lka srilanka
lr lbr liberia
ls lso lesotho
lt ltu lithuania
lu lux luxembourg
lv lva latvia
ly lby libya
ma mar morocco
mc mco monaco
md mda moldovarepublicof moldova
me mne montenegro
mf maf saintmartinfrenchpart stmartin
mg mdg madagascar
mh mhl marshallislands
mk mkd northmacedonia macedonia
ml mli mali
mm mmr myanmar myanmarburma burma
mn mng mongolia
mo mac macao macaosarchina macau
mp mnp northernmarianaislands
mq mtq martinique
mr mrt mauritania
ms msr montserrat
mt mlt malta
mu mus mauritius
mv mdv maldives
mw mwi malawi
mx mex mexico
my mys malaysia
mz moz mozambique
na nam namibia
nc ncl newcaledonia
ne ner niger
nf nfk norfolkisland
ng nga nigeria
ni nic nicaragua
nl nld netherlands holland netherlandskingdomofthe
no nor norway
np npl nepal
nr nru nauru
nu niu niue
nz nzl newzealand
om omn oman
pa pan panama
pe per peru
pf pyf frenchpolynesia
pg png papuanewguinea
ph phl philippines
pk pak pakistan
pl pol poland
pm spm saintpierreandmiquelon stpierremiquelon
pn pcn pitcairn pitcairnislands
pr pri puertorico
ps pse stateofpalestine palestine palestinianterritories palestinestateof
pt prt portugal
pw plw palau
py pry paraguay
qa qat qatar
re reu reunion
ro rou romania
rs srb serbia
ru rus russianfederation russia
rw rwa rwanda
sa sau saudiarabia
sb slb solomonislands
sc syc seychelles
sd sdn sudan
se swe sweden
sg sgp singapore
sh shn sainthelena sthelena sainthelenaascensionandtristandacunha
si svn slovenia
sj sjm svalbardandjanmayen svalbardjanmayen
sk svk slovakia
sl sle sierraleone
sm smr sanmarino
sn sen senegal
so som somalia
sr sur suriname
ss ssd southsudan
st stp saotomeandprincipe saotomeprincipe
sv slv elsalvador
sx sxm sintmaartendutchpart sintmaarten
sy syr syrianarabrepublic syria
sz swz eswatini swaziland
tc tca turksandcaicosislands turkscaicosislands
td tcd chad
tf atf frenchsouthernterritories
tg tgo togo
th tha thailand
tj tjk tajikistan
tk tkl tokelau
tl tls timorleste easttimor
tm tkm turkmenistan
tn tun tunisia
to ton tonga
tr tur turkiye turkey
tt tto trinidadandtobago trinidadtobago
tv tuv tuvalu
tw twn taiwanprovinceofchina taiwan
tz tza unitedrepublicoftanzania tanzania tanzaniaunitedrepublicof
ua ukr ukraine
ug uga uganda
um umi unitedstatesminoroutlyingislands usoutlyingislands
us usa unitedstatesofamerica unitedstates america
uy ury uruguay
uz uzb uzbekistan
va vat vaticancity holysee vatican holyseevaticancitystate
vc vct saintvincentandthegrenadines stvincentgrenadines
ve ven venezuela venezuelabolivarianrepublicof
vg vgb virginislandsbritish britishvirginislands
vi vir virginislandsus usvirginislands
vn vnm vietnam
vu vut vanuatu
wf wlf wallisandfutuna wallisfutuna
ws wsm samoa
xk xkk kosovo xkx
ye yem yemen
yt myt mayotte
za zaf southafrica
zm zmb zambia
zw zwe zimbabwe`;
