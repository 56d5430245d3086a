/** What the editor offers where nothing is published yet: careful, short, and every kind of rule once. */
export const STARTER_POLICY = `# Castellan policy. Rules decide first; where none says anything, the defaults decide by risk.
# The strictest answer of everything that a command would do wins.
version: 1
name: Baseline

defaults:
  low: allow
  medium: ask
  high: reject

commands:
  - id: git-force-push
    program: git
    arguments: [push, "--force*"]
    effect: reject
    reason: A forced push rewrites what others have. Push a new branch instead.

paths:
  - id: credentials
    access: [read, write, delete]
    match: ["~/.ssh/**", "~/.aws/**", "~/.config/gcloud/**", "**/.env"]
    effect: reject
    reason: Credentials are not for agents. Use the secret manager instead.

network:
  - id: package-registries
    hosts: [registry.npmjs.org, pypi.org, "*.pythonhosted.org", proxy.golang.org]
    effect: allow

tools:
  - id: mcp-by-default
    server: "*"
    tool: "*"
    effect: ask
    mode: monitor

# What a machine does that has not reached Castellan for longer than the grace.
offline:
  mode: reject
  graceSeconds: 86400

contact: security@example.com
`;
