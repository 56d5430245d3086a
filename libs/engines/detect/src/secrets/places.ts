import { entropyOf } from './checks.js';
import { isCredential, isHeaderValue, isLikely, isLogin, isPassword, isRandomText, isVendorToken } from './likely.js';

/** Where a secret stands, by which it is known; every repetition is bounded, so the time is linear. */
export interface Place {
  readonly id: 'generic-assignment' | 'authorization-header' | 'password-option' | 'private-key';
  /** The value is the last group; one before it is the quotation mark. */
  readonly form: RegExp;
  /** One of these stands in whatever fits, in letters of any size: most texts are told apart by them alone. Absent: any text may fit. */
  readonly words?: readonly string[];
  readonly holds: (value: string, isQuoted: boolean) => boolean;
  /** What must end right before it. */
  readonly before?: RegExp;
}

const words = (text: string): readonly string[] => text.split(' ');

/** How a name says that what it is given is secret. */
const NAMED = `(?:password|passwd|passphrase|secret|token(?<!(?:(?:page|next|continuation|cursor|csrf|xsrf|sync|resume|pagination)[_-]?|badge\\.svg\\?|alt=media&)token)|(?:api|access|auth|private|app|admin|master|service|account|encryption|signing|session|cookie|webhook|license|secret|storage|shared|consumer|client)[_-]?key|apikey|credentials?|pwd|psk|(?:pass|pw)(?<=(?:ssh|ldap|db|sudo|root|admin|bind|user|smtp|mail|ftp|redis|mysql|pg|login|become)[_-]?(?:pass|pw))|[_-]pass|[_-]pw|\\bpass|\\bpw|[_-]pat)(?:[_-]?(?:id|key|value|base64|base)){0,2}["'\\]]{0,2}[ \\t]{0,4}(?::=|=>|[:=])[ \\t]{0,4}(?:\\[\\]byte\\()?`;
/** One of them stands in each such name. */
const NAMES_OF_SECRETS = words('pass secret token key credential pwd psk -pat _pat -pw _pw pw: pw=');
/** A name that says "secret", and what it is given. Every repetition is bounded, so the time is linear. */
const ASSIGNED = new RegExp(`${NAMED}(["'\`]?)([^\\s"'\`,;<>(){}[\\]\\\\]{8,200})`, 'gi');
/** Between quotes, anything may stand that is no blank. */
const QUOTED = new RegExp(`${NAMED}(["'\`])([^\\s"'\`]{8,200})(?=["'\`])`, 'gi');
/** The value of a header that carries a credential. */
const HEADER =
  /(?:authorization["'\]]{0,2}\s{0,3}[:=]\s{0,3}["']?(?:bearer|basic|token|apikey|ssws)[ \t]{1,3}|(?:x-(?:api|auth|access)-(?:key|token)|private-token|api-key|x-functions-key|ocp-apim-subscription-key)["']?\s{0,3}:[ \t]{0,3})([A-Za-z0-9._~+/=-]{12,2000})/gi;
/** `curl -u name:password`, `--password=…`, `mysql -pPassword`, `sshpass -p …`. */
const GIVEN =
  /(?:\b(?:curl|wget|https?)\b[^|;&\n]{0,300}?\s(?:-u|--user|--proxy-user)[ =]["']?[^\s:"'$]{1,100}:|(?:^|\s)--(?:password|passwd|passphrase|pass|token|secret|api-key|access-token|auth-token|client-secret|secret-key|secret-access-key|account-key|access-key|sas-token|connection-string|private-key)[ =]["']?|sshpass -p ?["']?|(?:mysql|mysqldump|mysqladmin|mariadb)\b[^|;&\n]{0,200}?\s-p)([^\s"'$`<>|;&]{6,200})/g;

/** Whose keys have no form of their own: known where they are named for whose they are. */
const VENDORS =
  'adafruit adyen airtable akamai algolia alibaba amplitude anthropic artifactory asana atlassian auth0 azure beamer binance bintray bitbucket bittrex box braintree brevo bugsnag buildkite bunny circleci cloudflare codecov cohere coinbase confluence confluent contentful cosmos datadog deepseek digitalocean discord dockerhub doppler droneci dropbox elastic etsy facebook fastly fauna figma finicity finnhub flickr freshbooks gemini github gitlab gitter gocardless grafana groq heroku huawei hubspot huggingface infracost instagram intercom jenkins jfrog jira kafka kraken kucoin launchdarkly linear linked-in linked_in linkedin linode lob looker mailchimp mailgun mapbox mattermost maxmind meraki messagebird mistral mixpanel mongodb neon netlify new-relic new-york-times new_relic newrelic nexmo notion npm nytimes okta onelogin openai opsgenie pagerduty paypal perplexity plaid planetscale plivo posthog postmark prismic private-ai private_ai privateai pulumi pypi rapidapi replicate rollbar rubygems salesforce sanity segment sendbird sendgrid sendinblue sentry shopify slack snyk sonar sonarqube square squarespace stripe sumo sumologic supabase telegr telegram tencent terraform together travis trello twilio twitch twitter typeform vault vercel vonage vultr wandb xray yandex zendesk';
/** Looked for behind what may be a key, so that the list is read only where one is. */
const NAMED_FOR_VENDOR = new RegExp(
  `(?<![a-z])(?:${VENDORS.replaceAll(' ', '|')})(?:[_. -]?(?:sdk|initialize|api|access|auth|secret|private|personal|bot|app|admin|service|client|signing|webhook|license|account|integration|deploy|key|token|pat|password|login)){0,4}["'\\]]{0,2}[ \\t]{0,4}:?$`,
  'i',
);

/** Headers, command lines, assignments; programs that take a password in a place of their own, files that hold one, and how people tell one. */
export const PLACES: readonly Place[] = [
  {
    id: 'authorization-header',
    words: ['authorization', '-key', '-token'],
    form: HEADER,
    holds: isHeaderValue,
  },
  {
    id: 'password-option',
    words: [
      ...words('curl wget http sshpass mysql mariadb'),
      ...words(
        'pass token secret api-key access auth-token client-secret account-key sas-token connection-string private-key',
      ).map((name) => `--${name}`),
    ],
    form: GIVEN,
    holds: isCredential,
  },
  { id: 'generic-assignment', words: NAMES_OF_SECRETS, form: ASSIGNED, holds: isLikely },
  { id: 'generic-assignment', words: NAMES_OF_SECRETS, form: QUOTED, holds: isLikely },
  {
    id: 'password-option',
    words: [
      ...words('login mongo openssl redis-cli ldap zip 7z rabbitmqctl htpasswd lftp smbclient rclone sqlplus'),
      'net use',
      'gh secret',
    ],
    form: /\b(?:(?:docker|podman|nerdctl|az|helm|oras|crane|skopeo)\b[^|;&\n]{0,160}?\blogin\b[^|;&\n]{0,200}?\s-p(?!ass|rof)[ =]?|mongo(?:sh|dump|restore)?\b[^|;&\n]{0,200}?\s-p[ =]?|openssl\s[^|;&\n]{0,200}?\s-k |redis-cli\b[^|;&\n]{0,200}?\s-a |ldap\w{3,8}\b[^|;&\n]{0,200}?\s-w |zip\b[^|;&\n]{0,100}?\s-P ?|7z[ar]?\s[^|;&\n]{0,100}?\s-p|rabbitmqctl (?:add_user|change_password) \S{1,60} |htpasswd\b[^|;&\n]{0,60}?\s-\w{0,4}b\w{0,4} \S{1,100} \S{1,60} |lftp\b[^|;&\n]{0,100}?\s-u ?\S{1,60},|smbclient\b[^|;&\n]{0,120}?\s-U ?[^\s%]{1,60}%|net use\b[^|;&\n]{0,120}?\/user:\S{1,60} |rclone config create\b[^|;&\n]{0,120}?\spass |sqlplus \S{1,40}\/|gh secret set\b[^|;&\n]{0,100}?\s(?:--body|-b)[ =])["']?([^\s"'$`<>|;&@]{6,200})/g,
    holds: isCredential,
  },
  {
    id: 'password-option',
    words: ['chpasswd'],
    form: /["'][\w.-]{1,40}:([^\s"':$]{6,100})["']\s{0,3}\|\s{0,3}(?:sudo )?chpasswd/g,
    holds: isCredential,
  },
  {
    id: 'generic-assignment',
    words: ['login'],
    form: /\blogin\s{1,4}\S{1,100}\s{1,4}password\s{1,4}(\S{6,200})/g,
    holds: isCredential,
  },
  {
    id: 'generic-assignment',
    form: /^[\w.*-]{1,100}:\d{4,5}:[\w*-]{1,60}:[\w*.-]{1,60}:(\S{8,100})$/gm,
    holds: isPassword,
  },
  {
    id: 'generic-assignment',
    words: ['password', 'pwd'],
    form: /\b(?:password|pwd)\s{0,3}=\s{0,3}([^\s;"'<>{}$()[\]]{6,200});?(?=[;"'\s]|$)/gi,
    holds: isPassword,
  },
  {
    id: 'generic-assignment',
    words: ['jdbc:oracle'],
    form: /jdbc:oracle:\w{1,10}:[\w.-]{1,60}\/([^\s@/"']{6,200})@/g,
    holds: isCredential,
  },
  {
    id: 'private-key',
    words: ['private-lines:'],
    form: /Private-Lines: \d{1,3}\s{1,2}([A-Za-z0-9+/=]{40,80})/g,
    holds: isRandomText,
  },
  { id: 'private-key', words: ['"kty"'], form: /"d"\s{0,3}:\s{0,3}"([A-Za-z0-9_-]{40,700})"/g, holds: isRandomText },
  {
    id: 'generic-assignment',
    words: ['_auth'],
    form: /^_auth\s{0,3}=\s{0,3}"?([A-Za-z0-9+/]{16,400}={0,2})"?\s{0,3}$/gm,
    holds: isRandomText,
  },
  {
    id: 'generic-assignment',
    words: ['twilio('],
    form: /Twilio\(\s{0,3}["']AC[a-f0-9]{32}["'],\s{0,3}["']([a-f0-9]{32})["']/g,
    holds: isCredential,
  },
  { id: 'authorization-header', words: ['ssws '], form: /\bSSWS ([A-Za-z0-9_-]{30,60})/g, holds: isRandomText },
  {
    id: 'generic-assignment',
    words: ['</'],
    form: /name="[^"\n]{0,60}(?:password|secret|token|apikey)[^"\n]{0,20}">\s{0,3}([^<\s]{6,200})<\//gi,
    holds: isPassword,
  },
  {
    id: 'generic-assignment',
    words: ['default'],
    form: /(?:password|secret|token|api_?key)"?\s{0,3}\{[^}]{0,200}?default\s{0,3}=\s{0,3}"([^"\s]{6,200})"/gi,
    holds: isPassword,
  },
  {
    id: 'password-option',
    words: ['-password'],
    form: /--[a-z]{2,12}-passw(?:or)?d[ =]["']?([^\s"'$`<>|;&]{6,200})/g,
    holds: isCredential,
  },
  {
    id: 'generic-assignment',
    words: ['</'],
    form: /<(?:password|passphrase|token|secret|apikey|privatekey)>([^<\s]{6,200})<\//gi,
    holds: isPassword,
  },
  {
    id: 'generic-assignment',
    words: ['key="'],
    form: /key="[^"\n]{0,60}(?:password|secret|token|apikey)[^"\n]{0,20}"\s{1,4}value="([^"\s]{8,200})"/gi,
    holds: isPassword,
  },
  {
    id: 'generic-assignment',
    words: words('password secret token api_key auth_key _salt'),
    form: /["'][\w-]{0,40}(?:password|secret|token|api_key|auth_key|_salt)["']\s{0,3},\s{0,3}["']([^"'\s]{8,200})["']/gi,
    holds: isPassword,
  },
  {
    id: 'generic-assignment',
    words: ['"auth"'],
    form: /"auth"\s{0,3}:\s{0,3}"([A-Za-z0-9+/]{12,400}={0,2})"/g,
    holds: isLogin,
  },
  {
    id: 'generic-assignment',
    words: words('key= token= auth= secret= signature='),
    form: /[?&](?:key|api_?key|apikey|token|access_token|auth|secret|signature)=([A-Za-z0-9._~-]{24,300})/gi,
    holds: isRandomText,
  },
  {
    id: 'authorization-header',
    words: ['cookie'],
    form: /cookie["']?:[^\n]{0,300}?\b(?:session\w{0,10}|\w{0,20}_session|sid|connect\.sid|auth\w{0,10}|jwt)=([A-Za-z0-9%._-]{20,400})/gi,
    holds: isRandomText,
  },
  {
    id: 'generic-assignment',
    words: [
      ...words('password passphrase passwort kennwort contrase senha пароль wachtwoord schl chave clave chiave ключ'),
      'mot de passe',
      'clé',
    ],
    form: /(?:password|passphrase|passwort|kennwort|mot de passe|contrase.{1,2}a|senha|пароль|wachtwoord|schlüssel|schluessel|clé|clave|chave|chiave|ключ)[^\n]{0,40}?\s(?:is|ist|lautet|est|es|é|—)[ \t]{1,3}["'`]?(\S{8,64})/gi,
    holds: isPassword,
  },
  {
    id: 'generic-assignment',
    words: [...NAMES_OF_SECRETS, ...words('heroku sonar datadog zendesk mailgun algolia snyk')],
    form: /[:=]>?[ \t]{0,4}["'`]?(?!\/\/)([A-Za-z0-9_=.+/~-]{16,200})(?=["'`\s,;]|$)/g,
    holds: isVendorToken,
    before: NAMED_FOR_VENDOR,
  },
  {
    id: 'generic-assignment',
    words: ['_key'],
    form: /\b(?!(?:CACHE|PUBLIC|PRIMARY|FOREIGN|SORT|PARTITION|PUBLISHABLE|ANON|SITE|IDEMPOTENCY|OBJECT|HOT|REGISTRY|VERSION)_KEY)[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){0,5}_KEY["']?[ \t]{0,3}[:=][ \t]{0,3}["']?([A-Za-z0-9+/_=-]{20,200})(?=["'\s,;]|$)/g,
    holds: isRandomText,
  },
  {
    id: 'generic-assignment',
    words: ['pass'],
    form: /^[ \t]{0,8}(?:password|passwd|passphrase)[ \t]{1,4}(\S{8,100})[ \t]{0,4}$/gim,
    holds: isPassword,
  },
  {
    id: 'password-option',
    words: ['pass:'],
    form: /\s-pass(?:in|out)? ["']?pass:([^\s"'$]{6,200})/g,
    holds: isCredential,
  },
  {
    id: 'password-option',
    words: ['-stdin', '--with-token', 'login'],
    form: /\b(?:echo|printf|printf '%s')\s(?:-n )?["']?([A-Za-z0-9_=+/~.!-]{16,300})["']?\s{0,3}\|\s{0,3}[^|\n]{0,80}(?:--password-stdin|--with-token|\blogin\b)/g,
    holds: isVendorToken,
  },
  {
    id: 'password-option',
    words: ['auth ', 'login '],
    form: /\b(?:snyk|doppler|vault|wandb|heroku|netlify|vercel|huggingface-cli|hf|op|pulumi|sentry-cli|infracost)\s(?:auth\s)?(?:auth|login|configure)\s(?:--token[ =])?["']?([A-Za-z0-9._-]{20,300})(?=["'\s]|$)/g,
    holds: isVendorToken,
  },
  {
    id: 'generic-assignment',
    words: ['client('],
    form: /\b\w{0,30}client\(\s{0,3}(?:api_key\s{0,3}=\s{0,3})?["']([A-Za-z0-9_-]{32,100})["']/gi,
    holds: isRandomText,
  },
  {
    id: 'generic-assignment',
    words: ['key is', 'token is', 'secret is', 'key was', 'token was', 'secret was'],
    form: /\b(?:api[ -]?|access[ -]?|secret[ -]?|auth[ -]?)?(?:key|token|secret)\s(?:is|was)[: \t]{1,3}["'`]?([A-Za-z0-9_+/=-]{20,200})(?=["'`\s.,;]|$)/gi,
    holds: isRandomText,
  },
  {
    id: 'generic-assignment',
    words: ['contribsys'],
    form: /contribsys\S{0,30}?[=:"' ]{1,5}([a-f0-9]{8}:[a-f0-9]{8})(?![a-f0-9])/gi,
    holds: () => true,
  },
  {
    id: 'generic-assignment',
    words: words('facebook access_token graph.'),
    form: /\b(\d{15,16}[|%][A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_-])/g,
    holds: isRandomText,
  },
  { id: 'generic-assignment', words: ['_mmk'], form: /\b([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)\b/g, holds: () => true },
  {
    id: 'generic-assignment',
    words: ['value'],
    form: /\bname["']?\s{0,3}[:=]\s{0,3}["']?[\w-]{0,40}(?:password|passwd|secret|token|api_?key|_key|credential|_pwd)[\w-]{0,20}["']?\s{0,3},?\s{1,20}(?:-\s)?["']?value["']?\s{0,3}[:=]\s{0,3}["']?([^\s"'<>{}$]{8,200})/gi,
    holds: isPassword,
  },
  {
    id: 'password-option',
    words: ['config set', 'configure set'],
    form: /\bconfig(?:ure)? set [^\n]{0,100}?(?:secret|token|password|_key)\w{0,20}[ =]["']?([^\s"'$`<>|;&]{16,300})/gi,
    holds: isVendorToken,
  },
  {
    id: 'generic-assignment',
    words: ['credential', 'login'],
    form: /\b(?:credentials?|logins?):?[ \t]{1,3}[\w.@-]{1,60}[ \t]{0,2}[/:|][ \t]{0,2}(\S{6,64})/gi,
    holds: isPassword,
  },
  {
    id: 'generic-assignment',
    words: ['jwt.', 'jwt::', 'hmac('],
    form: /\b(?:jwt(?:\.|::)(?:sign|verify|encode|decode)|hmac)\([^)\n]{0,100}?,\s{0,3}["'`]([^"'`\s]{20,200})["'`]/gi,
    holds: isRandomText,
  },
  {
    id: 'generic-assignment',
    words: ['x-oauth-basic'],
    form: /:\/\/([^\s:@/]{16,256}):x-oauth-basic@/g,
    holds: isCredential,
  },
  {
    id: 'password-option',
    words: ['encrypt_string'],
    form: /\bencrypt_string\s["']([^\s"'$]{6,200})["']/g,
    holds: isCredential,
  },
  {
    id: 'password-option',
    words: ['sudo -s'],
    form: /\b(?:echo|printf)\s(?:-n )?["']?([^\s"'$`|]{6,100})["']?\s{0,3}\|\s{0,3}sudo\s(?:-\w )?-S\b/g,
    holds: isCredential,
  },
  {
    id: 'generic-assignment',
    words: ['getconnection('],
    form: /\bgetConnection\([^)\n]{0,200}?,\s{0,3}["'][^"'\n]{0,60}["'],\s{0,3}["']([^"'\s]{6,100})["']/g,
    holds: isCredential,
  },
  {
    id: 'generic-assignment',
    words: ['token ', 'key ', 'password '],
    form: /(?<!public |host |primary |foreign |signing |pub)\b(?:token|key|password)[ \t]{1,2}["'`]?([A-Za-z0-9_+/=-]{24,200})(?=["'`\s.,;)]|$)/gi,
    holds: isRandomText,
  },
  {
    id: 'generic-assignment',
    words: ['@tcp(', '@unix('],
    form: /\b[\w.-]{1,40}:([^\s@:/"'$]{6,100})@(?:tcp|unix)\(/g,
    holds: isCredential,
  },
  // Forms that have no beginning by which they are known.
  { id: 'generic-assignment', words: ['-us'], form: /\b([a-f0-9]{32}-us\d{1,2})\b/g, holds: () => true },
  { id: 'generic-assignment', words: ['azdo'], form: /\b([A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4})\b/g, holds: () => true },
  {
    id: 'generic-assignment',
    form: /\b([MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_-])/g,
    holds: (value) => entropyOf(value) >= 4,
  },
];
