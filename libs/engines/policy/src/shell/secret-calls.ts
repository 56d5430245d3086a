import { beginningsOf } from './pattern-beginnings.js';
import { notedOf } from './traits.js';

/** Calls that print or hand out a secret, by how they begin. */
const SECRET_CALLS: readonly RegExp[] = [
  /^(?:gh|glab) auth (?:token|status .*(?:-t|--show-token)|git-credential)/,
  /^aws (?:configure (?:export-credentials|(?:get|set) .*(?:secret|token|key))|sts get-(?:session|federation)-token|secretsmanager get|ssm get-parameter|ecr get-login)/,
  /^gcloud auth (?:application-default )?print|^gcloud secrets versions access/,
  /^az account get-access-token|^az keyvault secret/,
  /^(?:pass|gopass) (?:show|[^i-])|^op (?:read|item get|signin)|^bw (?:get|list)|^vault (?:read|kv get|token)/,
  /^(?:secret-tool (?:lookup|search)|kwallet-query|keyctl (?:print|read|pipe)|security (?:find|dump|export)|lpass show|doppler secrets|chamber (?:read|export))/,
  /^kubectl (?:get|describe) secrets?|^kubectl (?:create token|config view .*--raw)|^docker (?:inspect(?! (?:--format|-f)[ =]\{\{ ?\.(?:State|NetworkSettings|Name|Id|Image|Created|RestartCount|Platform|RepoTags|RepoDigests|Architecture|Os|Size)[\w.]* ?\}\} [\w.:/-]+$)|secret)|^heroku (?:config|auth:token)|^vercel env|^npm (?:token|config get .*auth)|^git credential/,
  /^gpg2? (?:.* )?(?:--export-secret\S*|-d|--decrypt|--decrypt-files)(?: |$)/,
  /^age (?:.* )?(?:-d|--decrypt)(?: |$)|^sops (?:.* )?(?:-d|--decrypt|decrypt|exec-env|exec-file|edit)(?: |$)|^ansible-vault (?:view|decrypt|edit)/,
  /^keytool (?:.* )?-(?:list|exportcert|importkeystore|export)|^(?:ssh-add|pinentry|seahorse|dpapi|vaultcmd|cmdkey)(?: (?!-[lLDd]\b)|$)|^(?:infisical|envchain|teller|berglas|summon|aws-vault|saml2aws|granted|akeyless|conjur) /,
  /^(?:netlify env:|railway variables|(?:flyctl|fly) auth token|terraform state pull|tofu state pull|supabase secrets|eas (?:secret|env:|credentials))/,
  /^(?:rails|artisan) (?:credentials|encrypted|secrets|env:decrypt)|^php (?:\S*\/)?artisan env:decrypt|^git-crypt (?:unlock|export-key)|^(?:git-secret|blackbox\w*) |^git (?:secret (?:reveal|cat)|crypt (?:unlock|export-key))/,
  /^(?:yarn|pnpm|npm) config get .*(?:auth|token|password)|^dotnet user-secrets (?:list|set)|^poetry config .*(?:token|http-basic|password)|^composer config .*(?:oauth|token|http-basic)|^pip3? config (?:get|list) .*(?:password|token)/i,
  /^az (?:acr credential|storage account keys|account get-access|webapp deployment list-publishing|\S+ (?:\S+ )?(?:list-keys|show-connection-string))|^aws (?:kms decrypt|iam create-access-key|rds generate-db-auth-token|cognito-idp|sso get-role-credentials|sts assume-role)/,
  /^gcloud (?:config config-helper|iam service-accounts keys create|auth print)|^doctl auth|^ibmcloud iam oauth|^oc (?:whoami (?:-t|--show-token)|get secrets?|extract)|^(?:consul kv get|nomad var get|argocd admin initial-password|snyk config get|stripe config --list|jf config export)/,
  /^docker-credential-\S+ (?:get|list)|^wg (?:show .*private|showconf)|^nmcli .*(?:-s|--show-secrets|show-password)|^(?:bws|rbw|chezmoi secret|ykman|step crypto|gnome-keyring|pwgen-store) /,
  /^(?:doppler|op|infisical|chamber) (?:run|exec) (?:.* )?(?:\S*\/)?(?:env|printenv)$|^pulumi (?:config|stack) .*--show-secrets|^pulumi env (?:open|get)/,
  /^(?:terraform|tofu|terragrunt) (?:-chdir=\S+ )?(?:output .*(?:-json|-raw)|output (?:-no-color )?[\w-]+ ?$|show .*-json|state pull)/,
  // Whatever cloud it is: a verb that hands out, and what it hands out.
  /^(?:aws|gcloud|az|gh|glab|firebase|keyring|oci|ibmcloud|doctl|linode-cli|scw|hcloud|vultr-cli|exo|eksctl|oc|fly|flyctl|heroku|wrangler|databricks|snow|confluent|atlas) (?:.* )?(?:(?:get|show|print|create|generate|fetch|read|access|reveal|view|export|dump|decrypt|reset|rotate|describe)[- :](?:[\w-]*-)?|[\w:]+:(?:get|config:get) ?)(?:tokens?|secrets?|passwords?|credentials?|access-keys?|api-keys?|private-keys?|kubeconfig)(?:-\w+)?(?: |$)/,
  /^(?:aws|gcloud|az) .*--query\S* ?\S*(?:password|secret|token|privatekey)/i,
  /^az ad (?:sp create-for-rbac|app credential)|^(?:glab variable (?:get|export)|firebase functions:config:(?:get|export|clone)|keyring get|fly(?:ctl)? (?:tokens|auth) |eksctl utils write-kubeconfig|gh variable get)/,
  /^helm secrets (?:dec|decrypt|view|edit)(?: |$)|^keepassxc-cli (?:show|export|clip|attachment-export)|^launchctl getenv \w*(?:TOKEN|SECRET|PASSWORD|KEY)/,
  /^gh (?:auth setup-git|auth refresh|auth login)|^glab auth login/,
];
/** The programs that those patterns begin with: a command of any other needs no look. */
const PROGRAMS = new Set(
  (
    'helm keepassxc-cli launchctl gh glab aws gcloud az pass gopass op bw vault secret-tool kwallet-query keyctl security lpass doppler chamber kubectl docker heroku vercel npm git gpg gpg2 ' +
    'age sops ansible-vault keytool ssh-add pinentry seahorse dpapi vaultcmd cmdkey infisical envchain teller berglas summon aws-vault saml2aws granted akeyless conjur netlify railway flyctl fly firebase keyring oci linode-cli scw hcloud vultr-cli exo eksctl wrangler databricks snow confluent atlas terraform tofu terragrunt supabase eas rails artisan php git-crypt git-secret yarn pnpm dotnet poetry composer pip pip3 ' +
    'pulumi doctl ibmcloud oc consul nomad argocd snyk stripe jf wg nmcli bws rbw chezmoi ykman step blackbox_cat blackbox_decrypt_file docker-credential-desktop docker-credential-osxkeychain docker-credential-secretservice docker-credential-pass'
  ).split(' '),
);

/** What a call of a program may fit. */
interface Suspicion {
  /** To begin each anew would cost more than what it finds, so they are made one. */
  readonly patterns: readonly RegExp[];
  /** One of them begins the first word of a call that is worth a look; null where any call is. */
  readonly letters: string | null;
}
const NONE: Suspicion = { patterns: [], letters: '' };

const suspicionOf = notedOf((program): Suspicion => {
  if (!PROGRAMS.has(program)) return NONE;
  const beginnings = SECRET_CALLS.flatMap(({ source, flags }) =>
    beginningsOf(program, source).map((beginning) => ({ ...beginning, flags })),
  );
  const patterns = ['', 'i'].flatMap((wanted) => {
    const sources = beginnings.filter(({ flags }) => flags === wanted).map(({ source }) => `(?:${source})`);
    return sources.length === 0 ? [] : [new RegExp(sources.join('|'), wanted)];
  });
  const isAny = beginnings.some(({ letters }) => letters === null);
  return { patterns, letters: isAny ? null : beginnings.map(({ letters }) => letters).join('') };
});

const LONGEST_LINE = 4_000;

export function readsSecrets(program: string, args: readonly (string | null)[]): boolean {
  const { patterns, letters } = suspicionOf(program);
  if (patterns.length === 0) return false;
  if (letters !== null && !letters.includes((args[0] ?? '?').charAt(0).toLowerCase())) return false;
  // What a call does stands at its beginning; whatever follows for pages takes nothing back.
  const words = args.includes(null) ? args.map((word) => word ?? '?') : args;
  const line = (words.length === 0 ? program : `${program} ${words.join(' ')}`).slice(0, LONGEST_LINE);
  return patterns.some((pattern) => pattern.test(line));
}
