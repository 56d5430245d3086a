import { describe, expect, it } from 'vitest';
import { findSecrets, redacted } from './find-secrets.js';

const ALPHABETS: Readonly<Record<string, string>> = {
  hex: '0123456789abcdef',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  digits: '0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  word: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
};
let state = 11;
/** Random-looking and always the same; no secret stands in this file. */
const random = (alphabet: string, length: number): string =>
  Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return alphabet[Math.floor((state / 2_147_483_648) * alphabet.length)];
  }).join('');
/** `{hex:32}` stands for so many characters of an alphabet; `{pass}` for a password, `{uuid}` for a UUID. */
const filled = (text: string): string => {
  // What one template is filled with hangs on no other.
  state = Array.from(text).reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 2_147_483_648, 7);
  return text
    .replaceAll('{pass}', 'Q{word:9}7-k{word:2}')
    .replaceAll('{uuid}', '{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}')
    .replace(/\{(\w+):(\d+)\}/g, (_, alphabet: string, length: string) =>
      random(ALPHABETS[alphabet] ?? '', Number(length)),
    );
};
const lines = (text: string): readonly (readonly [string])[] =>
  text
    .trim()
    .split('\n')
    .map((line) => [line]);

describe('a secret', () => {
  it.each(
    lines(`
glimt-{lower:25}
https://acme.blob.core.windows.net/c/f?sv=2024-11-04&sp=r&sig={word:43}%3D
AZURE_DEVOPS_PAT={word:76}AZDO{word:4}
sk-{hex:32}
pa-{word:20}_7{word:21}
sk_{hex:48}
lsv2_pt_{hex:32}_{hex:10}
sk-lf-{uuid}
pcsk_{word:6}_{word:63}
nvapi-{word:64}
csk-{lower:48}
tvly-dev-7{word:31}
CLOJARS_{hex:60}
AKCp8{word:68}
{hex:32}-us14
re_{word:8}_4{word:23}
xkeysib-{hex:64}-{word:16}
ATBB{word:32}
EAAA{word:60}
CCIPAT_{word:22}_{hex:40}
sk.eyJ{word:64}.{word:22}
CFPAT-{word:43}
sl.{word:135}
2/{digits:16}/{digits:16}:{hex:32}
tfp_{word:44}_{word:14}
https://hooks.zapier.com/hooks/catch/{digits:7}/{lower:7}/
AAAAAAAAAAAAAAAAAAAAA{word:70}%3D{word:40}
rzp_live_{word:14}
access_token\$production\${lower:16}\${hex:32}
access-production-{uuid}
pnu_{lower:36}
rdme_{lower:70}
aio_{word:28}
squ_{hex:40}
tskey-auth-k{word:10}CNTRL-{word:32}
napi_{lower:64}
LTAI5t{word:18}
AQVN{word:36}
FLWSECK_TEST-{hex:32}-X
duffel_live_{word:43}
EZAK{word:54}
shippo_live_{hex:40}
live_{hex:35}
phx_{word:43}
sgp_{word:64}
pat-na1-{uuid}
signkey-prod-{hex:64}
M{word:25}.G{word:5}.{word:38}
MIXPANEL_API_SECRET={hex:32}
ALGOLIA_ADMIN_KEY={hex:32}
ENCRYPTION_KEY={hex:64}
secret_key_base: {hex:128}
SECRET_KEY = 'django-insecure-{word:20}(7)&{word:20}'
APP_KEY=base64:{word:20}7{word:22}=
machine api.example.com login ada password {pass}
db.example.com:5432:app:ada:7q!{word:12}Z
lftp -u ada,{pass} ftp.example.com
Cookie: session=7{word:63}; theme=dark
docker login -u ada -p 7{word:23} registry.example.com
az login --service-principal -u {uuid} -p 7{word:33} --tenant x
openssl enc -aes-256-cbc -k {pass} -in a -out b
gpg --batch --passphrase {pass} -d x.gpg
redis-cli -h h -a 7{word:23} ping
ldapsearch -D cn=admin -w {pass} -b dc=x
zip -P {pass} a.zip a
7z a -p{pass} a.7z a
rabbitmqctl add_user ada {pass}
htpasswd -b .htpasswd ada {pass}
echo "ada:{pass}" | chpasswd
smbclient //srv/s -U ada%{pass}
rclone config create x sftp pass 7{word:29}
ansible_become_pass: '{pass}'
<server><username>ada</username><password>{pass}</password></server>
<add key="ClearTextPassword" value="7{word:39}" />
define('DB_PASSWORD', '{pass}');
sqlplus scott/{pass}@db
psk="{pass}"
https://maps.example.com/js?key=7{word:38}&v=3
gh secret set TOKEN --body 7{word:39}
The password for the staging box is {pass}, user ada.
Das Passwort lautet {pass}
Data Source=db;User Id=sa;Pwd={pass};
"Default": "Server=db;User=sa;Password={pass};Encrypt=True"
jdbc:oracle:thin:scott/{pass}@//db:1521/orcl
Private-Lines: 1 {word:64}
"kty": "OKP", "d": "{word:43}"
_auth = {word:40}==
new Twilio('AC{hex:32}', '{hex:32}')
okta: SSWS 00{word:40}
wget --http-user=ada --http-password={pass} https://x.example/a
<property name="connection.password">{pass}</property>
variable "db_password" { default = "{pass}" }
gloas-{hex:64}
xoxe.xoxp-1-{word:160}
https://hooks.slack.com/triggers/T{word:10}/{digits:13}/{hex:32}
sk_org_live_{word:80}
A3T4{upper:16}
ABSK{word:110}=
dose{hex:32}
ddapp_{word:34}
vcp_{word:40}
cfut_{word:48}
glc_{word:60}
eyJrIjoi{word:80}
A3-{upper:6}-{upper:11}-{upper:5}-{upper:5}-{upper:5}
p8e-{lower:32}
4b1d{word:38}
pat.{word:22}.{word:24}.{word:20}
ico-{word:32}
s-s4t2ud-{hex:64}
API-{upper:26}
oc login --token=sha256~{word:43}
tk-us-{word:48}
sm_pat_{word:16}
waka_{uuid}
xau_{word:40}
apify_api_{word:36}
snyk_uat.{hex:8}.{word:60}
mlsn.{hex:64}
xaat-{uuid}
pylf_v1_eu_{word:44}
BBDC-{word:44}
{word:6}_{word:29}_mmk
access_token={digits:16}|{word:27}
DATADOG_API_KEY={hex:32}
datadogKey = '{lower:40}'
my-okta-token: 00{word:40}
herokuKey="{uuid}"
HUBSPOT_API_KEY={uuid}
AZURE_OPENAI_KEY={hex:32}
az storage blob list --account-key {word:86}== -n x
LDAP_BIND_PW={pass}
ssh_pass: {pass}
openssl pkcs12 -passout pass:{pass} -in a
echo {word:40} | docker login -u ada --password-stdin
snyk auth {uuid}
vault login hvs.{word:90}
co = cohere.Client("{word:40}")
my api key is {word:40}
  password {word:18}7a
jdbc:postgresql://db/app?user=app&password=sXfHTgtbSiMQTCPc
"env": [{"name": "DB_PASSWORD", "value": "{pass}"}]
[smtp] pass={pass}
user: root, pw: {pass}
aws configure set aws_secret_access_key {word:38}7a
ansible-vault encrypt_string '{pass}' --name 'x'
echo "{pass}" | sudo -S apt update
DriverManager.getConnection(url, "sa", "{pass}");
Password: []byte("{pass}"),
Connecting with token {word:40}
root:{pass}@tcp(127.0.0.1:3306)/app
axios.defaults.headers.common["Authorization"] = "Bearer {word:48}";
jwt.sign(payload, "{word:40}")
Der Schlüssel für die API lautet {word:36}
credentials: admin / {pass}
npm_{word:20}_{word:15}
dapi{hex:16}ABCDEF{hex:10}-2
BUNDLE_GEMS__CONTRIBSYS__COM={hex:8}:{hex:8}
<password>{pass}</password>
`),
  )('is known in %s', (template) => {
    const text = `see below\n${filled(template)}\nand above`;
    expect(findSecrets(text)).toHaveLength(1);
  });

  it('in base 64, as clusters keep keys, is known for a key', () => {
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${random(ALPHABETS['word'] ?? '', 400)}\n-----END RSA PRIVATE KEY-----`;
    expect(findSecrets(`client-key-data: ${btoa(pem)}`)).toMatchObject([{ kind: 'private-key' }]);
    expect(findSecrets(`ca-data: ${btoa(pem.replaceAll('RSA PRIVATE KEY', 'CERTIFICATE'))}`)).toEqual([]);
  });
  it('of Azure is taken out whole, with what stands before its mark', () => {
    const secret = filled('{word:3}8Q~{word:34}');
    const text = `AZURE=${secret} x`;
    expect(redacted(text, findSecrets(text))).toBe('AZURE=[redacted azure-client-secret] x');
  });
  it('in base 64 is known for a signed token', () => {
    const token = `${btoa('{"alg":"HS256"}')}.${btoa('{"sub":"1"}')}.${random(ALPHABETS['word'] ?? '', 43)}`.replaceAll(
      '=',
      '',
    );
    expect(findSecrets(`token ${btoa(token)}`)).toMatchObject([{ kind: 'jwt' }]);
  });
  it('in the settings of a container registry is known by what it decodes to', () => {
    const login = btoa(`ada:${random(ALPHABETS['word'] ?? '', 24)}`);
    expect(findSecrets(`{"auths":{"r.example.com":{"auth":"${login}"}}}`)).toHaveLength(1);
    expect(findSecrets('{"auths":{"r.example.com":{"auth":"bm8gcGFzc3dvcmQgaGVyZQ=="}}}')).toEqual([]);
  });
});

describe('what only looks like a secret', () => {
  it.each(
    lines(`
"integrity": "sha512-{word:86}=="
github.com/x/y v1.2.0 h1:{word:43}=
checksum = "{hex:64}"
FROM node:20@sha256:{hex:64}
traceparent: 00-{hex:32}-{hex:16}-01
![a](data:image/png;base64,iVBORw0KGgo{word:120})
src: url(data:font/woff2;base64,d09GMgAB{word:120})
pk_live_{word:24}
NEXT_PUBLIC_POSTHOG_KEY=phc_your_key
arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf
private_key_path: ~/.ssh/id_ed25519
apiKeyHeaderName = "x-castellan-api-key"
"token_endpoint_auth_method":"client_secret_basic"
passwordPolicy: Min12Upper1Lower1Digit1
type SemicolonToken = SemicolonToken$1
accessTokenLifetime: 15m0s, refreshTokenLifetime: 720h30m
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
docker login -u ada --password-stdin < token.txt
echo "$TOKEN" | docker login -u ada -p "$TOKEN" registry.example.com
redis-cli -h h -a "$REDIS_PASSWORD" ping
zip -r out.zip src && unzip -p out.zip
openssl rand -hex 32
The password is required and must have 12 characters.
The password is stored in the vault.
src/a.ts:1024:5: error: the token is not known
key: "Mod-Shift-P"
translation_key: home_page_header_v12
passwordHash: "$2b$12$ab{word:51}"
password = await this.form!.read(secretName)
0x{hex:64}
commit {hex:40}
ObjectId("{hex:24}")
Cookie: theme=dark; locale=en-GB
https://codecov.io/gh/x/y/branch/main/graph/badge.svg?token=lWZ9OBQ7GM
Authorization: Basic dXNlcjpwYXNz
pageToken=CiAKGjBpNDd2Nmp2Zml2cXRwYjBpOXA
next_page_token: "{word:40}"
passwordHash={hex:64}
password: vault:secret/data/db#password-v2
htpasswd: ada:$apr1$GiKMrPBx$US49XDmbDv6Bca3peCchwy
"AWS::Backup::LogicallyAirGappedBackupVault": "{hex:16}"
public key {word:43}=
GITHUB_SHA={hex:40}
CACHE_KEY=node-modules-linux-{hex:40}
s.configureDefaultServletHandling
read: --private-key --vault-password-file
config.PrivateKey = testRSA2048PrivateKey
password = base64.b16encode(random_bytes[8:])
`),
  )('is left alone: %s', (template) => {
    expect(findSecrets(`see below\n${filled(template)}\nand above`)).toEqual([]);
  });
});
