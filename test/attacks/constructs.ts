import { type Draw, pick } from './rewrites.js';

/** Puts commands, each on lines of its own, where a shell may come to run them. */
type Construct = (one: string, other: string) => string;

const CONSTRUCTS: readonly Construct[] = [
  (one, other) => `${one}\n${other}`,
  (one, other) => `{\n${one}\n} && {\n${other}\n}`,
  (one, other) => `{\n${one}\n} || {\n${other}\n}`,
  (one, other) => `{\n${one}\n} | {\n${other}\n}`,
  (one, other) => `{\n${one}\n} &\n{\n${other}\n} & wait`,
  (one, other) => `(\n${one}\n); (\n${other}\n)`,
  (one, other) => `echo "$(\n${one}\n)" "$(\n${other}\n)"`,
  (one, other) => `diff <(\n${one}\n) <(\n${other}\n)`,
  (one, other) => `if\n${one}\nthen\n${other}\nfi`,
  (one, other) => `if false; then\n${one}\nelif true; then\n${other}\nelse :; fi`,
  (one, other) => `while\n${one}\ndo\n${other}\nbreak; done`,
  (one, other) => `until\n${one}\ndo\n${other}\nbreak; done`,
  (one, other) => `for zq_i in a b; do\n${one}\n${other}\ndone`,
  (one, other) => `for ((zq_i=0; zq_i<2; zq_i++)); do\n${one}\n${other}\ndone`,
  (one, other) => `case x in y)\n${one}\n;; *)\n${other}\n;; esac`,
  (one, other) => `case $(\n${one}\n) in *)\n${other}\n;& z) :;; esac`,
  (one, other) => `zq_f() {\n${one}\n}\nzq_f\n${other}`,
  (one, other) => `zq_f() (\n${one}\n)\n${other}\nzq_f`,
  (one, other) => `[[ -n "$(\n${one}\n)" && -z "$(\n${other}\n)" ]]`,
  (one, other) => `echo $(( $(\n${one}\n) + $(\n${other}\n) ))`,
  (one, other) => `zq_v=$(\n${one}\n)\n${other}`,
  (one, other) => `zq_a=(1 "$(\n${one}\n)" $(\n${other}\n))`,
  (one, other) => `: "\${zq_x:-$(\n${one}\n)}" "\${zq_y:=$(\n${other}\n)}"`,
  (one, other) => `cat <<ZQ_${one.length}\n$(\n${one}\n)\nZQ_${one.length}\n${other}`,
  (one, other) => `cat <<< "$(\n${one}\n)" > build/zq.txt\n${other}`,
  (one, other) => `coproc {\n${one}\n}\n${other}`,
  (one, other) => `time {\n${one}\n}; ! {\n${other}\n}`,
  (one, other) => `{\n${one}\n} 2>&1 < README.md\n${other}`,
];

const NEIGHBOURS = [
  'true',
  'ls',
  'git status',
  'zq_n=1',
  'echo "a b"',
  'test -f package.json',
  '[[ -f x ]]',
  ':',
  'cat README.md | head -3',
];

/** `command` somewhere in up to `depth` constructs, between neighbours that change nothing for it. */
export function embedded(command: string, draw: Draw, depth: number): string {
  let text = command;
  for (let level = 1 + draw(depth); level > 0; level -= 1) {
    const neighbour = pick(NEIGHBOURS, draw);
    const [one, other] = draw(2) === 0 ? [text, neighbour] : [neighbour, text];
    text = pick(CONSTRUCTS, draw)(one, other);
  }
  return text;
}
