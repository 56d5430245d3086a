import { type Draw, pick } from './rewrites.js';

/** Makes a text that nobody has written: it must only be answered, and soon. */
export type StrangeText = (draw: Draw) => string;

const LONGEST = 100_000;

const upTo = (most: number, draw: Draw): number => 1 + draw(most);
const times = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join('');

const RANGES = [
  [0x20, 0x7f],
  [0x00, 0x20],
  [0x80, 0x100],
  [0x200b, 0x2070],
  [0x3000, 0x3100],
  [0xd800, 0xe000],
  [0xfe00, 0x1_0000],
  [0x1_f300, 0x1_f700],
  [0xe_0000, 0xe_0080],
] as const;

/** Characters of every kind, halves of pairs too. */
export const raw: StrangeText = (draw) => characters(200, draw);

const characters = (most: number, draw: Draw): string =>
  times(upTo(most, draw), () => {
    const [from, to] = draw(3) === 0 ? pick(RANGES, draw) : RANGES[0];
    const code = from + draw(to - from);
    return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
  });

const WORDS = [
  ...'ls rm cat echo git bash sh sudo curl python3 find xargs eval tar sed awk ssh env cd export tee dd -rf -c -e -n -- - -exec {} + \\; ~ / .. . src /etc/passwd $HOME "$HOME" $x ${x} ${x:-a} ${#x} ${x//a/b} $1 "$@" $? $$ $(ls) `id` <(ls) >(cat) $((1+2)) {a,b} {1..9} *.ts [a-z]* ?(x) "a b" \'a b\' $\'\\x72m\' a=1 a+=b a=(1 2) x[0]=1 2>&1 https://a.example/x user@host:/x :'.split(
    ' ',
  ),
  '"a b"',
  "'a b'",
];
const OPERATORS = [' ', ' ', ' && ', ' || ', '; ', ' | ', ' |& ', ' & ', '\n', ' > ', ' >> ', ' < ', ' <<< '];

const simple = (draw: Draw): string =>
  times(upTo(5, draw), (at) => (at === 0 ? '' : pick(OPERATORS, draw)) + pick(WORDS, draw));

type Shape = (inner: () => string) => string;
const SHAPES: readonly Shape[] = [
  (inner) => `${inner()}; ${inner()}`,
  (inner) => `${inner()} && ${inner()}`,
  (inner) => `${inner()} | ${inner()}`,
  (inner) => `( ${inner()} )`,
  (inner) => `{ ${inner()}; }`,
  (inner) => `echo "$(${inner()})"`,
  (inner) => `echo \`${inner().replaceAll('`', '')}\``,
  (inner) => `cat <(${inner()})`,
  (inner) => `if ${inner()}; then ${inner()}; elif ${inner()}; then :; else ${inner()}; fi`,
  (inner) => `while ${inner()}; do ${inner()}; done`,
  (inner) => `for i in a "$x" *; do ${inner()}; done`,
  (inner) => `for ((i=0; i<3; i++)); do ${inner()}; done`,
  (inner) => `select i in a b; do ${inner()}; done`,
  (inner) => `case "$x" in a|b) ${inner()} ;; *) ${inner()} ;& esac`,
  (inner) => `f() { ${inner()}; }; f a b`,
  (inner) => `function g { ${inner()}; }`,
  (inner) => `cat <<E\n${inner()}\nE\n`,
  (inner) => `cat <<-'E'\n\t${inner()}\nE\n`,
  (inner) => `[[ -n $(${inner()}) && a == b* ]]`,
  (inner) => `(( $(${inner()}) + 1 ))`,
  (inner) => `coproc { ${inner()}; }`,
  (inner) => `time ${inner()}`,
  (inner) => `! ${inner()} &`,
  (inner) => `a=$(${inner()}) b=(\${a[@]}) ${inner()}`,
  (inner) => `x=\${y:-$(${inner()})}; ${inner()}`,
  (inner) => `bash -c "${inner().replaceAll('"', '')}"`,
  (inner) => `eval '${inner().replaceAll("'", '')}'`,
];

/** What the grammar of the shell allows, from words that mean something. */
export const grammatical: StrangeText = (draw) => grown(draw, 3);

/** Constructs in constructs, and innermost simple commands. */
function grown(draw: Draw, depth: number): string {
  if (depth === 0 || draw(4) === 0) return simple(draw);
  return pick(SHAPES, draw)(() => grown(draw, depth - 1));
}

const NESTS: readonly (readonly [string, string])[] = [
  ['$(', ')'],
  ['"$(', ')"'],
  ['`', '`'],
  ['( ', ' )'],
  ['{ ', '; }'],
  ['<(', ')'],
  ['${x:-', '}'],
  ['"${x:-', '}"'],
  ['$((', '))'],
  ['((', '))'],
  ['[[ ( ', ' ) ]]'],
  ['{a,', '}'],
  ['if ', '; then :; fi'],
  ['if :; then ', '; fi'],
  ['while ', '; do :; done'],
  ['for i in 1 2 3; do ', '; done'],
  ['case x in x) ', ';; esac'],
  ['f() { ', '; }'],
  ['bash -c "', '"'],
  ["eval '", "'"],
  ['! ', ''],
  ['time ', ''],
  ['sudo ', ''],
  ['xargs ', ''],
  ['env a=1 ', ''],
  ['find . -exec ', ' \\;'],
  ['a=1 ', ''],
  ['+(', ')'],
  ['cat <<E\n$(', ')\nE\n'],
];

/** One construct in itself many times, closed or not. */
export const deep: StrangeText = (draw) => {
  const [open, close] = pick(NESTS, draw);
  const depth = upTo(pick([8, 40, 300, 3_000], draw), draw);
  const text = open.repeat(depth) + simple(draw);
  return (draw(3) === 0 ? text : text + close.repeat(depth)).slice(0, LONGEST);
};

const UNITS: readonly string[] = [
  ...WORDS.map((word) => `${word} `),
  ...NESTS.map(([open, close]) => `${open}ls${close} `),
  'a && ',
  'a | ',
  'ls; ',
  'ls\n',
  'ls &\n',
  '> f ',
  'a=$a$a; ',
  'a=$a"$b"x; b=$a; ',
  '{a,b}',
  '"$a"',
  '\\',
  "'",
  '"',
  '$',
  '<<E\n',
  'f() { f; }; ',
  'rm -rf ~/x; ',
  'cd ..; ',
  'echo $(cat x); ',
  'bash -c "ls"; ',
  'password=',
  'token ',
  '://a:',
  '-----BEGIN PRIVATE KEY-----',
  'a.',
  '\r\n',
  '\u200b',
  '\u{e0041}',
];

/** One piece over and over, as long as a command may be, or a little longer. */
export const long: StrangeText = (draw) => {
  const unit = draw(2) === 0 ? pick(UNITS, draw) : pick(UNITS, draw) + pick(UNITS, draw);
  const length = pick([10_000, 50_000, LONGEST, LONGEST + 10], draw);
  const begin = draw(2) === 0 ? '' : pick(UNITS, draw);
  return (begin + unit.repeat(Math.ceil(length / unit.length))).slice(0, length);
};

type Weighted = readonly (readonly [make: StrangeText, weight: number])[];

/** One of them, the heavier the more often. */
function weighed(kinds: Weighted): StrangeText {
  const all = kinds.reduce((sum, [, weight]) => sum + weight, 0);
  return (draw) => {
    let at = draw(all);
    for (const [make, weight] of kinds) {
      if (at < weight) return make(draw);
      at -= weight;
    }
    return raw(draw);
  };
}

/** A text of some kind; the long ones, which cost the most, seldom. */
export const strange = weighed([
  [raw, 300],
  [grammatical, 600],
  [deep, 99],
  [long, 1],
]);

/** The same kinds, mostly shorter; the nested and the long ones so seldom that millions can be asked. */
export const strangeAndShort = weighed([
  [(draw) => characters(40, draw), 6_000],
  [(draw) => grown(draw, 1), 6_000],
  [raw, 500],
  [grammatical, 2_000],
  [deep, 200],
  [long, 4],
]);
