import { notedOf } from './traits.js';

/** Calls that print or hand out a secret, by how they begin. */
const SECRET_CALLS: readonly RegExp[] = [
  /^(?:gh|glab) auth (?:token|status .*(?:-t|--show-token)|git-credential)/,
  /^aws (?:configure (?:export-credentials|get .*(?:secret|token|key))|sts get-(?:session|federation)-token|secretsmanager get|ssm get-parameter|ecr get-login)/,
  /^gcloud auth (?:application-default )?print|^gcloud secrets versions access/,
  /^az account get-access-token|^az keyvault secret/,
  /^(?:pass|gopass) (?:show|[^i-])|^op (?:read|item get|signin)|^bw (?:get|list)|^vault (?:read|kv get|token)/,
  /^(?:secret-tool (?:lookup|search)|kwallet-query|keyctl (?:print|read|pipe)|security (?:find|dump|export)|lpass show|doppler secrets|chamber (?:read|export))/,
  /^kubectl (?:get|describe) secrets?|^kubectl (?:create token|config view .*--raw)|^docker (?:inspect|secret)|^heroku (?:config|auth:token)|^vercel env|^npm (?:token|config get .*auth)|^git credential/,
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
  /^gh (?:auth setup-git|auth refresh|auth login)|^glab auth login/,
];
/** The programs that those patterns begin with: a command of any other needs no look. */
const PROGRAMS = new Set(
  (
    'gh glab aws gcloud az pass gopass op bw vault secret-tool kwallet-query keyctl security lpass doppler chamber kubectl docker heroku vercel npm git gpg gpg2 ' +
    'age sops ansible-vault keytool ssh-add pinentry seahorse dpapi vaultcmd cmdkey infisical envchain teller berglas summon aws-vault saml2aws granted akeyless conjur netlify railway flyctl fly firebase keyring oci linode-cli scw hcloud vultr-cli exo eksctl wrangler databricks snow confluent atlas terraform tofu terragrunt supabase eas rails artisan php git-crypt git-secret yarn pnpm dotnet poetry composer pip pip3 ' +
    'pulumi doctl ibmcloud oc consul nomad argocd snyk stripe jf wg nmcli bws rbw chezmoi ykman step blackbox_cat blackbox_decrypt_file docker-credential-desktop docker-credential-osxkeychain docker-credential-secretservice docker-credential-pass'
  ).split(' '),
);

/** The patterns that a call of a program may fit: to begin each anew would cost more than what it finds, so they are made one. */
const patternsOf = notedOf((program): readonly RegExp[] => {
  if (!PROGRAMS.has(program)) return [];
  return ['', 'i'].flatMap((flags) => {
    const sources = SECRET_CALLS.filter((pattern) => pattern.flags === flags)
      .flatMap(({ source }) => alternativesOf(source))
      .filter((source) => mayBeginWith(program, source));
    return sources.length === 0 ? [] : [new RegExp(sources.map((one) => `(?:${one})`).join('|'), flags)];
  });
});

/** What stands between the bars of a pattern that are in no brackets. */
function alternativesOf(source: string): readonly string[] {
  const alternatives: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: piece, index } of source.matchAll(/\\.|\[(?:\\.|[^\]])*\]|[()|]/gs)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece !== '|' || depth > 0) continue;
    alternatives.push(source.slice(from, index));
    from = index + 1;
  }
  return [...alternatives, source.slice(from)];
}

/** Whether a pattern may fit calls of a program: it begins with its name, or with what is no plain name. */
function mayBeginWith(program: string, source: string): boolean {
  const [, several, one] = /^\^(?:\(\?:([\w|-]+)\)|([\w-]+)) /.exec(source) ?? [];
  const names = several ?? one;
  return names === undefined || names.split('|').includes(program);
}

const LONGEST_LINE = 4_000;

export function readsSecrets(program: string, args: readonly (string | null)[]): boolean {
  const patterns = patternsOf(program);
  if (patterns.length === 0) return false;
  // What a call does stands at its beginning; whatever follows for pages takes nothing back.
  const words = args.includes(null) ? args.map((word) => word ?? '?') : args;
  const line = (words.length === 0 ? program : `${program} ${words.join(' ')}`).slice(0, LONGEST_LINE);
  return patterns.some((pattern) => pattern.test(line));
}
