/** Calls that print or hand out a secret, by how they begin. */
const SECRET_CALLS: readonly RegExp[] = [
  /^(?:gh|glab) auth (?:token|status .*(?:-t|--show-token)|git-credential)/,
  /^aws (?:configure (?:export-credentials|get .*(?:secret|token|key))|sts get-(?:session|federation)-token|secretsmanager get|ssm get-parameter|ecr get-login)/,
  /^gcloud auth (?:application-default )?print|^gcloud secrets versions access/,
  /^az account get-access-token|^az keyvault secret/,
  /^(?:pass|gopass) (?:show|[^i-])|^op (?:read|item get|signin)|^bw (?:get|list)|^vault (?:read|kv get|token)/,
  /^(?:secret-tool (?:lookup|search)|kwallet-query|keyctl (?:print|read|pipe)|security (?:find|dump|export)|lpass show|doppler secrets|chamber (?:read|export))/,
  /^kubectl (?:get|describe) secrets?|^kubectl (?:create token|config view .*--raw)|^docker (?:inspect|secret)|^heroku config|^vercel env|^npm (?:token|config get .*auth)|^git credential/,
  /^gpg2? (?:.* )?(?:--export-secret\S*|-d|--decrypt|--decrypt-files)(?: |$)/,
  /^age (?:.* )?(?:-d|--decrypt)(?: |$)|^sops (?:.* )?(?:-d|--decrypt|decrypt|exec-env|exec-file|edit)(?: |$)|^ansible-vault (?:view|decrypt|edit)/,
  /^keytool (?:.* )?-(?:list|exportcert|importkeystore|export)|^(?:ssh-add|pinentry|seahorse|dpapi|vaultcmd|cmdkey)(?: (?!-[lLDd]\b)|$)|^(?:infisical|envchain|teller|berglas|summon|aws-vault|saml2aws|granted|akeyless|conjur) /,
];
/** The programs that those patterns begin with: a command of any other needs no look. */
const PROGRAMS = new Set(
  (
    'gh glab aws gcloud az pass gopass op bw vault secret-tool kwallet-query keyctl security lpass doppler chamber kubectl docker heroku vercel npm git gpg gpg2 ' +
    'age sops ansible-vault keytool ssh-add pinentry seahorse dpapi vaultcmd cmdkey infisical envchain teller berglas summon aws-vault saml2aws granted akeyless conjur'
  ).split(' '),
);

export function readsSecrets(program: string, args: readonly (string | null)[]): boolean {
  if (!PROGRAMS.has(program)) return false;
  const line = [program, ...args.map((word) => word ?? '?')].join(' ');
  return line.length < 10_000 && SECRET_CALLS.some((pattern) => pattern.test(line));
}
