/** The policy of the demo's team, as it grew: each version with the reason that its author gave. */
export const POLICIES: readonly { text: string; reason: string }[] = [
  {
    reason: 'Begin with the defaults by risk.',
    text: `version: 1
name: Acme baseline
contact: security@acme.example
`,
  },
  {
    reason: 'No installers piped into a shell, after the incident of the third.',
    text: `version: 1
name: Acme baseline
contact: security@acme.example
commands:
  - id: shell.no-piped-installers
    effect: reject
    program: [sh, bash, zsh]
    severity: high
    reason: What comes from the network may not go into a shell. Download it, read it, then ask.
`,
  },
  {
    reason: 'Let everyday commands pass, and protect credentials by name.',
    text: `version: 1
name: Acme baseline
contact: security@acme.example
commands:
  - id: everyday.read-only
    effect: allow
    program: [ls, cat, rg, head, tail, wc]
  - id: git.no-force-push
    effect: reject
    program: git
    arguments: ["push", "--force*"]
    reason: History of the main branch is not rewritten.
  - id: shell.no-piped-installers
    effect: reject
    program: [sh, bash, zsh]
    severity: high
    reason: What comes from the network may not go into a shell. Download it, read it, then ask.
paths:
  - id: paths.credentials
    effect: reject
    match: ["~/.aws/**", "~/.ssh/**", "**/.env"]
    reason: Credentials are protected files.
network:
  - id: network.registry
    effect: allow
    hosts: [registry.npmjs.org, "*.acme.example"]
`,
  },
];
