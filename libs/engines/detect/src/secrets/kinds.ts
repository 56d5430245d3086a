import { decodedBase64, endsWithItsChecksum, entropyOf, isCommonWord, isPlaceholder, isSignedJwt } from './checks.js';

/** One kind of secret that can be told by its form. */
export interface SecretKind {
  /** Stable: policies ignore kinds by it. */
  readonly id: string;
  readonly name: string;
  /** Each secret begins with one of these; searched first, because it is cheap. */
  readonly prefixes: readonly string[];
  /** The whole secret from its prefix on. Bounded: no repetition without an upper end inside another. */
  readonly form: RegExp;
  /** What more must hold: that it is random enough and no placeholder, or that its checksum is right. */
  readonly holds: (secret: string) => boolean;
  /** Whether letters and digits may stand right before. */
  readonly inWord?: boolean;
  /** So many characters before the prefix belong to the secret too. */
  readonly lead?: number;
}

const isRandom =
  (least: number) =>
  (secret: string): boolean =>
    entropyOf(secret) >= least && !isPlaceholder(secret);
const isHexRandom = isRandom(2.8);

/** `id | name | prefixes | what follows the prefix`: kinds that need no more than their form and randomness. */
const PLAIN = `
gitlab-token|a GitLab token|glpat- gldt- glrt- glcbt- glptt- glft- glsoat- glagent- glimt- glffct- gloas- GR1348941 _gitlab_session=|[A-Za-z0-9_.-]{20,300}
slack-token|a Slack token|xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxo- xoxe. xapp-|[A-Za-z0-9.-]{14,250}
slack-webhook|a Slack webhook|https://hooks.slack.com/services/ https://hooks.slack.com/workflows/ https://hooks.slack.com/triggers/|[A-Za-z0-9_/]{30,100}
stripe-key|a Stripe key|sk_live_ rk_live_ sk_test_ rk_test_ sk_prod_ rk_prod_ sk_org_live_ sk_org_test_ whsec_|[A-Za-z0-9+/=]{14,250}
google-api-key|a Google API key|AIza|[A-Za-z0-9_-]{35}
google-oauth-secret|a Google OAuth secret|GOCSPX-|[A-Za-z0-9_-]{28}
google-oauth-token|a Google OAuth token|ya29.|[A-Za-z0-9_-]{30,2000}
google-refresh-token|a Google refresh token|1//0|[A-Za-z0-9_-]{40,200}
azure-storage-key|an Azure storage key|AccountKey= SharedAccessKey=|[A-Za-z0-9+/]{42,86}={0,2}
openai-key|an OpenAI key|sk-proj- sk-svcacct- sk-admin-|[A-Za-z0-9_-]{40,250}
anthropic-key|an Anthropic key|sk-ant-|[A-Za-z0-9]{2,10}[0-9]{2}-[A-Za-z0-9_-]{40,250}
huggingface-token|a Hugging Face token|hf_ api_org_|[A-Za-z0-9]{30,40}
replicate-token|a Replicate token|r8_|[A-Za-z0-9]{37}
groq-key|a Groq key|gsk_|[A-Za-z0-9]{48,60}
xai-key|an xAI key|xai-|[A-Za-z0-9]{70,100}
perplexity-key|a Perplexity key|pplx-|[A-Za-z0-9]{40,64}
openrouter-key|an OpenRouter key|sk-or-v1-|[a-f0-9]{64}
pypi-token|a PyPI token|pypi-AgEI|[A-Za-z0-9_-]{50,300}
rubygems-key|a RubyGems key|rubygems_|[a-f0-9]{48}
nuget-key|a NuGet key|oy2|[a-z0-9]{43}
docker-token|a Docker Hub token|dckr_pat_ dckr_oat_|[A-Za-z0-9_-]{27,40}
sendgrid-key|a SendGrid key|SG.|[A-Za-z0-9_-]{16,32}[.][A-Za-z0-9_-]{30,64}
mailgun-key|a Mailgun key|key-|[a-f0-9]{32}
digitalocean-token|a DigitalOcean token|dop_v1_ doo_v1_ dor_v1_|[a-f0-9]{64}
heroku-key|a Heroku key|HRKU-|[A-Za-z0-9_-]{36,64}
linear-key|a Linear key|lin_api_ lin_oauth_|[A-Za-z0-9_]{32,128}
notion-token|a Notion token|ntn_ secret_|[A-Za-z0-9]{43,50}
atlassian-token|an Atlassian token|ATATT3 ATCTT3|[A-Za-z0-9_=-]{60,300}
figma-token|a Figma token|figd_ figo_ figu_|[A-Za-z0-9_-]{38,200}
shopify-token|a Shopify token|shpat_ shpca_ shppa_ shpss_|[A-Za-z0-9]{32,64}
square-token|a Square token|sq0atp- sq0csp-|[A-Za-z0-9_-]{22,50}
vault-token|a Vault token|hvs. hvb. hvr.|[A-Za-z0-9_-]{24,300}
databricks-token|a Databricks token|dapi dose dkea|[A-Fa-f0-9]{32}(?:-[0-9])?(?![A-Za-z0-9])
grafana-token|a Grafana token|glsa_ glc_|[A-Za-z0-9+/=_]{32,400}
newrelic-key|a New Relic key|NRAK- NRII- NRIQ- NRSP- NRJS-|[A-Za-z0-9_-]{19,40}
sentry-token|a Sentry token|sntrys_ sntryu_|[A-Za-z0-9+/=_]{40,400}
postman-key|a Postman key|PMAK-|[a-f0-9]{24}-[a-f0-9]{34}
planetscale-token|a PlanetScale token|pscale_tkn_ pscale_pw_ pscale_oauth_|[A-Za-z0-9=._-]{32,64}
supabase-token|a Supabase token|sbp_ sb_secret_|[A-Za-z0-9_]{30,60}
netlify-token|a Netlify token|nfp_ nfc_ nfo_ nfu_ nfb_|[A-Za-z0-9]{36,50}
fly-token|a Fly.io token|FlyV1 fo1_ fm1a_ fm1r_ fm2_|[ A-Za-z0-9+/=_,-]{40,600}
doppler-token|a Doppler token|dp.pt. dp.st. dp.ct. dp.sa. dp.audit.|[A-Za-z0-9._-]{40,64}
onepassword-token|a 1Password service account token|ops_eyJ|[A-Za-z0-9_+/=-]{100,2000}
airtable-token|an Airtable token|pat|[A-Za-z0-9]{14}[.][a-f0-9]{64}
telegram-token|a Telegram bot token|:A|(?=[A-Za-z_-]{0,34}[0-9])[A-Za-z0-9_-]{34}(?![A-Za-z0-9_-])
discord-webhook|a Discord webhook|https://discord.com/api/webhooks/ https://discordapp.com/api/webhooks/|[0-9]{17,20}/[A-Za-z0-9_-]{60,80}
teams-webhook|a Teams webhook|webhook.office.com/webhookb2/|[A-Za-z0-9@/-]{70,250}
cloudflare-key|a Cloudflare key|v1.0-|[a-f0-9]{24}-[a-f0-9]{100,160}
terraform-token|a Terraform Cloud token|.atlasv1.|[A-Za-z0-9_=-]{60,70}
facebook-token|a Facebook token|EAAC EAAG EAAB EAAM EAAJ EAAL|[A-Za-z0-9]{80,300}
dynatrace-token|a Dynatrace token|dt0c01. dt0s16. dt0s01.|[A-Za-z0-9]{24}[.][A-Za-z0-9]{64}
pulumi-token|a Pulumi token|pul-|[a-f0-9]{40}
buildkite-token|a Buildkite token|bkua_|[a-f0-9]{40}
launchdarkly-key|a LaunchDarkly key|sdk- api-|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}
npm-legacy-token|an npm token|//registry.npmjs.org/:_authToken=|[A-Za-z0-9_-]{20,100}
voyage-key|a Voyage key|pa-|(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])
elevenlabs-key|an ElevenLabs key|sk_|[a-f0-9]{48}(?![A-Za-z0-9])
langsmith-key|a LangSmith key|lsv2_pt_ lsv2_sk_|[a-f0-9]{32}_[a-f0-9]{10}
langfuse-key|a Langfuse key|sk-lf-|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}
pinecone-key|a Pinecone key|pcsk_|[A-Za-z0-9]{5,8}_[A-Za-z0-9]{40,70}
fireworks-key|a Fireworks key|fw_|(?=[A-Za-z]*[0-9])[A-Za-z0-9]{22,24}(?![A-Za-z0-9_])
nvidia-key|an NVIDIA key|nvapi-|[A-Za-z0-9_-]{60,70}
cerebras-key|a Cerebras key|csk-|[a-z0-9]{48}
search-key|a key for a search service|tvly- jina_ e2b_ fc-|(?=[A-Za-z-]*[0-9])[A-Za-z0-9-]{32,70}(?![A-Za-z0-9])
crates-token|a crates.io token|cio|(?=[a-zA-Z]*[0-9])(?=[a-z0-9]*[A-Z])[A-Za-z0-9]{32}(?![A-Za-z0-9])
clojars-token|a Clojars token|CLOJARS_|[a-z0-9]{60}
artifactory-key|an Artifactory key|AKCp cmVmdGtuOj cmVmdG|[A-Za-z0-9]{40,80}(?![A-Za-z0-9+/])
resend-key|a Resend key|re_|(?=[A-Za-z0-9_]*[0-9])[A-Za-z0-9]{8}_[A-Za-z0-9]{20,26}(?![A-Za-z0-9_])
brevo-key|a Brevo key|xkeysib- xsmtpsib-|[a-f0-9]{64}-[A-Za-z0-9]{16}
bitbucket-password|a Bitbucket app password|ATBB|[A-Za-z0-9]{32}
square-secret|a Square token|EAAA|[A-Za-z0-9_-]{60}(?![A-Za-z0-9_-])
circleci-token|a CircleCI token|CCIPAT_ CCIPRJ_|[A-Za-z0-9]{22}_[a-f0-9]{40}
mapbox-token|a Mapbox secret token|sk.eyJ|[A-Za-z0-9_-]{40,120}[.][A-Za-z0-9_-]{20,30}
contentful-token|a Contentful token|CFPAT-|[A-Za-z0-9_-]{43}
dropbox-token|a Dropbox token|sl.|[A-Za-z0-9_-]{120,1400}
asana-token|an Asana token|1/ 2/|[0-9]{13,17}/[0-9]{13,17}:[a-f0-9]{32}
typeform-token|a Typeform token|tfp_|[A-Za-z0-9_-]{40,64}
zapier-webhook|a Zapier webhook|https://hooks.zapier.com/hooks/catch/|[0-9]{5,9}/[a-z0-9]{5,12}
twitter-token|a bearer token of X|AAAAAAAAAAAAAAAAAAAAA|[A-Za-z0-9%]{60,180}
razorpay-key|a Razorpay key|rzp_live_ rzp_test_|[A-Za-z0-9]{14}
adyen-key|an Adyen key|AQE|[A-Za-z0-9+/=]{80,240}-[A-Za-z0-9+/=]{30,80}-[A-Za-z0-9]{16}
braintree-token|a Braintree token|access_token$production$ access_token$sandbox$|[a-z0-9]{16}[$][a-f0-9]{32}
plaid-token|a Plaid token|access-production- access-development- access-sandbox-|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}
prefect-key|a Prefect key|pnu_ pnb_|[A-Za-z0-9]{36}
readme-key|a ReadMe key|rdme_|[a-z0-9]{70}
adafruit-key|an Adafruit IO key|aio_|[A-Za-z0-9]{28}(?![A-Za-z0-9_])
sonar-token|a Sonar token|squ_ sqp_ sqa_|[A-Za-z0-9=_-]{40}
tailscale-key|a Tailscale key|tskey-auth- tskey-api- tskey-client- tskey-scim-|[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,64}
render-key|a Render key|rnd_|(?=[A-Za-z]*[0-9])[A-Za-z0-9]{28,40}
neon-key|a Neon key|napi_|[a-z0-9]{60,68}
alibaba-key|an Alibaba Cloud key|LTAI|[A-Za-z0-9]{17,26}(?![A-Za-z0-9])
tencent-key|a Tencent Cloud key|AKID|(?=[A-Za-z]*[0-9])[A-Za-z0-9]{32}(?![A-Za-z0-9])
yandex-key|a Yandex Cloud key|AQVN|[A-Za-z0-9_-]{35,38}
flutterwave-key|a Flutterwave key|FLWSECK- FLWSECK_TEST- FLWSECK_LIVE-|(?:[a-h0-9]{32}-X|[a-h0-9]{12}(?![A-Za-z0-9]))
frame-token|a Frame.io token|fio-u-|[A-Za-z0-9_=-]{64}
duffel-token|a Duffel token|duffel_live_ duffel_test_|[A-Za-z0-9_=-]{43}
easypost-key|an EasyPost key|EZAK EZTK|[A-Za-z0-9]{54}
shippo-token|a Shippo token|shippo_live_ shippo_test_|[A-Fa-f0-9]{40}
lob-key|a Lob key|live_ test_|[a-f0-9]{35}(?![A-Za-z0-9])
posthog-key|a PostHog personal key|phx_|[A-Za-z0-9]{43,48}
segment-token|a Segment token|sgp_|[A-Za-z0-9]{64}
sourcegraph-token|a Sourcegraph token|sgp_ sgd_ sgp_local_|(?:[A-Fa-f0-9]{16}_)?[A-Fa-f0-9]{40,128}(?![A-Za-z0-9])
hubspot-token|a HubSpot token|pat-na1- pat-na2- pat-eu1- pat-ap1-|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}
atlas-secret|a MongoDB Atlas secret|mdb_sa_sk_|[A-Za-z0-9_-]{30,60}
inngest-key|an Inngest signing key|signkey-prod- signkey-test- signkey-staging-|[a-f0-9]{64}
azure-sas|a signed address of Azure|&sig= ?sig=|[A-Za-z0-9%+/=]{40,70}
bedrock-key|an Amazon Bedrock key|ABSK bedrock-api-key-|[A-Za-z0-9+/]{24,1500}={0,2}(?![A-Za-z0-9+/])
onepassword-secret|a 1Password secret key|A3-|[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}
adobe-secret|an Adobe client secret|p8e-|[A-Za-z0-9_-]{32}
authress-key|an Authress key|sc_ ext_ scauth_ authress_|[A-Za-z0-9]{5,30}[.][A-Za-z0-9]{4,6}[.]acc[_-][A-Za-z0-9-]{10,32}[.][A-Za-z0-9+/_=-]{30,120}
clickhouse-key|a ClickHouse Cloud key|4b1d|[A-Za-z0-9]{38}(?![A-Za-z0-9])
defined-networking-key|a key of Defined Networking|dnkey-|[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}
grafana-token|a Grafana key|eyJrIjoi|[A-Za-z0-9+/]{60,400}={0,3}(?![A-Za-z0-9+/.])
harness-token|a Harness token|pat. sat.|[A-Za-z0-9_-]{22}[.][A-Za-z0-9]{24}[.][A-Za-z0-9]{20}
infracost-key|an Infracost key|ico-|[A-Za-z0-9]{32}
intra42-secret|an intra.42 secret|s-s4t2ud- s-s4t2af-|[a-f0-9]{64}
octopus-key|an Octopus Deploy key|API-|[A-Z0-9]{26}(?![A-Za-z0-9])
openshift-token|an OpenShift token|sha256~|[A-Za-z0-9_-]{43}
scalingo-token|a Scalingo token|tk-us- tk-eu-|[A-Za-z0-9_-]{48}
settlemint-token|a SettleMint token|sm_aat_ sm_pat_ sm_sat_|[A-Za-z0-9]{16}
vercel-token|a Vercel token|vcp_ vci_ vca_ vcr_ vck_|[A-Za-z0-9]{20,60}
cloudflare-token|a Cloudflare token|cfut_ cfat_ cfk_|[A-Za-z0-9_-]{40,60}
datadog-key|a Datadog key|ddapp_ ddog_|[A-Za-z0-9]{30,40}
wakatime-key|a WakaTime key|waka_|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}
openai-session|an OpenAI session|sess-|[A-Za-z0-9]{40}(?![A-Za-z0-9])
runpod-key|a RunPod key|rpa_|[A-Z0-9]{40,48}
xata-key|a Xata key|xau_|[A-Za-z0-9]{40}
apify-token|an Apify token|apify_api_|[A-Za-z0-9]{36,40}
dbt-token|a dbt token|dbtc_ dbtu_ dbts_|[A-Za-z0-9_=+/-]{28,120}
snyk-token|a Snyk token|snyk_uat. snyk_sat.|[a-f0-9]{8}[.][A-Za-z0-9._-]{40,400}
mailersend-token|a MailerSend token|mlsn.|[a-f0-9]{64}
trigger-key|a Trigger.dev key|tr_dev_ tr_prod_ tr_stg_ tr_pat_|[A-Za-z0-9]{18,48}
browserbase-key|a Browserbase key|bb_live_|[A-Za-z0-9_-]{20,40}
axiom-token|an Axiom token|xaat- xapt-|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}
honeycomb-key|a Honeycomb key|hcaik_ hcaic_ hcbik_ hcbic_ hcxik_ hcxlk_|[A-Za-z0-9]{50,64}
logfire-token|a Logfire token|pylf_v1_|[a-z]{2}_[A-Za-z0-9]{40,60}
statsig-key|a Statsig key|secret-|(?=[A-Za-z]{0,43}[0-9])[A-Za-z0-9]{43}(?![A-Za-z0-9-])
bitbucket-token|a Bitbucket Data Center token|BBDC-|[A-Za-z0-9+/@_-]{40,50}
nostr-key|a Nostr key|nsec1|[02-9ac-hj-np-z]{58}
wallet-key|the key of a wallet|xprv zprv yprv|[1-9A-HJ-NP-Za-km-z]{107,108}
instagram-token|an Instagram token|IGQV IGAA|[A-Za-z0-9_-]{80,250}
helicone-key|a Helicone key|sk-helicone-|[a-z0-9-]{20,60}
castellan-token|a Castellan token|cst_enrol_ cst_sa_|[A-Za-z0-9_-]{20,100}
twilio-key|a Twilio key|SK|[A-Fa-f0-9]{32}(?![A-Za-z0-9])
`;

const IN_WORD: ReadonlySet<string> = new Set([
  'telegram-token',
  'terraform-token',
  'teams-webhook',
  'azure-storage-key',
  'azure-sas',
]);

const plain: readonly SecretKind[] = PLAIN.trim()
  .split('\n')
  .map((line) => {
    const [id = '', name = '', prefixes = '', ...forms] = line.split('|');
    const rest = forms.join('|');
    const list = prefixes.split(' ');
    return {
      id,
      name,
      prefixes: list,
      form: new RegExp(`(?:${list.map((prefix) => prefix.replace(/[.?+$]/g, '\\$&')).join('|')})${rest}`, 'y'),
      holds: isHexRandom,
      inWord: IN_WORD.has(id),
    };
  });

const special: readonly SecretKind[] = [
  {
    id: 'aws-access-key',
    name: 'an AWS access key',
    prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'A3T'],
    // Base 32: no 0, 1, 8 or 9.
    form: /A(?:[KSBC][IC]A|3T[A-Z0-9])[A-Z2-7]{16}(?![A-Za-z0-9])/y,
    holds: isRandom(2.8),
  },
  {
    id: 'github-token',
    name: 'a GitHub token',
    prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    form: /gh[pousr]_[A-Za-z0-9_]{36,251}/y,
    holds: (token) => endsWithItsChecksum(token) || isRandom(3.5)(token),
  },
  {
    id: 'github-token',
    name: 'a GitHub token',
    prefixes: ['github_pat_'],
    form: /github_pat_[A-Za-z0-9_]{82}/y,
    holds: isRandom(3.5),
  },
  {
    id: 'npm-token',
    name: 'an npm token',
    prefixes: ['npm_'],
    form: /npm_[A-Za-z0-9_]{36}(?![A-Za-z0-9])/y,
    holds: (token) => endsWithItsChecksum(token) || isRandom(3.8)(token),
  },
  {
    id: 'openai-key',
    name: 'an OpenAI key',
    prefixes: ['sk-'],
    form: /sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|sk-[A-Za-z0-9]{48}(?![A-Za-z0-9])|sk-[a-f0-9]{32}(?![A-Za-z0-9])/y,
    holds: (key) => isRandom(key.length < 40 ? 3 : 3.8)(key),
  },
  {
    id: 'jwt',
    name: 'a signed JSON web token',
    prefixes: ['eyJ'],
    form: /eyJ[A-Za-z0-9_-]{10,500}\.eyJ[A-Za-z0-9_-]{10,8000}\.[A-Za-z0-9_-]{20,2000}/y,
    holds: isSignedJwt,
  },
  {
    id: 'azure-client-secret',
    name: 'an Azure client secret',
    prefixes: ['0Q~', '1Q~', '2Q~', '3Q~', '4Q~', '5Q~', '6Q~', '7Q~', '8Q~', '9Q~'],
    form: /\dQ~[A-Za-z0-9_~.-]{31,34}/y,
    holds: isRandom(3.5),
    inWord: true,
    lead: 3,
  },
  {
    id: 'private-key',
    name: 'a private key in base 64',
    // "-----BEGIN ", as settings of clusters hold keys.
    prefixes: ['LS0tLS1CRUdJTi'],
    form: /LS0tLS1CRUdJTi[A-Za-z0-9+/]{100,12000}={0,2}/y,
    holds: (encoded) =>
      decodedBase64(encoded.slice(0, 80).slice(0, -(encoded.slice(0, 80).length % 4) || undefined))?.includes(
        'PRIVATE KEY',
      ) === true,
  },
  {
    id: 'vault-token',
    name: 'a Vault token',
    // Before version 1.10: forms of code look the same but for their digits.
    prefixes: ['s.'],
    form: /s\.(?=(?:[A-Za-z]{0,23}\d){2})(?=[a-z0-9]{0,23}[A-Z])(?=[A-Z0-9]{0,23}[a-z])[A-Za-z0-9]{24}(?![A-Za-z0-9(._-])/y,
    holds: isRandom(3.9),
  },
  {
    id: 'jwt',
    name: 'a JSON web token in base 64',
    prefixes: ['ZXlK'],
    form: /ZXlK[A-Za-z0-9+/_-]{80,8000}={0,2}/y,
    holds: (encoded) =>
      /^eyJ[\w-]{10,2000}\.eyJ/.test(decodedBase64(encoded.slice(0, encoded.length - (encoded.length % 4))) ?? ''),
  },
  {
    id: 'age-key',
    name: 'an age key',
    prefixes: ['AGE-SECRET-KEY-1'],
    form: /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/y,
    holds: isRandom(3),
  },
  {
    id: 'url-password',
    name: 'a password in an address',
    prefixes: ['://'],
    form: /:\/\/[^\s:@/?#'"<>]{0,100}:([^\s@/?#'"<>$]{4,200})@(?=[A-Za-z0-9[])/y,
    holds: (found) => {
      const password = found.slice(found.indexOf(':', 3) + 1, -1);
      return !isPlaceholder(password) && !isCommonWord(password);
    },
    inWord: true,
  },
];

export const SECRET_KINDS: readonly SecretKind[] = [...special, ...plain];
