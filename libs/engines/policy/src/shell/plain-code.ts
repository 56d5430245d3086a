/** Words that only compute or print, in the languages in which developers ask for small things. */
const PLAIN_WORDS = new Set(
  (
    'print printf puts p console log error JSON parse stringify require process version versions node platform cwd argv arch exit ' +
    'Math max min round floor ceil abs pow sqrt random Date now toISOString getTime new String Number Boolean Array Object keys values entries from isArray ' +
    'length map filter join split slice trim toUpperCase toLowerCase toString toFixed includes indexOf sort reverse concat replace ' +
    'import from as json sys os math datetime time platform re string random uuid hashlib load loads dumps dump open read close readline readlines ' +
    'len str int float bool list dict set tuple range sorted sum any all zip enumerate format strip lstrip rstrip items get upper lower startswith endswith ' +
    'version_info executable path getcwd sep linesep python_version system uuid4 sha256 md5 encode hexdigest isoformat today ' +
    'stdin stdout write stderr if else elif for in not and or is None True False true false null undefined lambda return const let var of typeof def function ' +
    'RUBY_VERSION RUBY_PLATFORM RUBY_ENGINE inspect to_i to_s size first last then add mul pow divmod math floor ceil pi e gcd lcm factorial comb ' +
    'name main dependencies devDependencies scripts data x y i j k v d s n e f r a b c line row key value item end sep flush indent'
  ).split(' '),
);

/**
 * The files that a program text reads which surely does nothing but compute, print and read: such a text is as harmless as `echo`. Null for every other
 * text: with a name that is not in the list, a name made of strings, a call of what an expression gives.
 */
export function readsOfPlainCode(language: string, text: string): readonly string[] | null {
  if (text.length > LONGEST) return null;
  if (WHOLE[language]?.some((pattern) => pattern.test(text)) === true) return [];
  // What is escaped in a pattern of Perl is a sign, and no name.
  if (NEVER.test(text.replace(language === 'perl' ? /\\[\w.\-\/+*?()[\]{}|^]/g : /\\[ntr]/g, ''))) return null;
  if (language === 'perl') return PERL.some((pattern) => pattern.test(text)) ? [] : null;
  if (!/^(?:python[23]?|node|nodejs|ruby)$/.test(language)) return null;
  const literals = [...text.replace(/\\[ntr]/g, ' ').matchAll(/"[^"\n]*"|'[^'\n]*'/g)].map(([literal]) =>
    literal.slice(1, -1),
  );
  const bare = text.replace(/\\[ntr]/g, ' ').replace(/"[^"\n]*"|'[^'\n]*'/g, '""');
  if (/["']/.test(bare.replaceAll('""', '')) || NEVER_OUTSIDE_TEXTS.test(bare)) return null;
  if (language !== 'ruby' && !language.startsWith('py') && /[\w)\]"]\s*\[\s*[A-Za-z_$]/.test(bare)) return null;
  if (literals.some((literal) => /^(?:[/~|]|\.\.|\.[a-z])|\/\./.test(literal))) return null;
  if (/\brequire\b/.test(bare) && !literals.every((literal) => REQUIRED.test(literal))) return null;
  const words = [...bare.matchAll(/[A-Za-z_$][\w$]*/g)];
  return words.every(([word]) => PLAIN_WORDS.has(word))
    ? literals.filter((literal) => /^[\w./-]+$/.test(literal))
    : null;
}

/** Whole texts that languages are asked every day. */
const R: readonly RegExp[] = [
  /^\s*(?:(?:testthat|devtools|lintr|styler|roxygen2|covr|rmarkdown|pkgdown|quarto|knitr|tinytest)::\w+|sessionInfo|packageVersion|cat|print|R\.version\.string|getRversion)(?:\(\s*(?:(?:\w+\s*=\s*)?(?:"\w[\w./-]*"|'\w[\w./-]*'|[\d+*/.\s-]+|TRUE|FALSE)(?:\s*,\s*)?)*\))?\s*;?\s*$/,
];
const PYTHON: readonly RegExp[] = [
  /^\s*import ([\w.]+)(?:\s+as\s+\w+)?\s*[;\n]\s*print\(\s*[\w.]+\.__(?:version|file|name)__\s*\)\s*$/,
  /^\s*import [\w., ]+\s*;?\s*(?:print\(\s*"[\w ]*"\s*\))?\s*$/,
];
const WHOLE: Readonly<Record<string, readonly RegExp[]>> = {
  R,
  Rscript: R,
  julia: [/^\s*(?:using Pkg\s*;\s*)?Pkg\.(?:test|status)\(\)\s*;?\s*$|^\s*println\((?:VERSION|[\d+*/.\s-]+)\)\s*$/],
  // What `ruby -n` does for each line: `#{` within a pattern would run what stands there.
  ruby: [/^\s*(?:print|puts(?: \$_)?)(?:\s+(?:if|unless)\s+\/(?:(?!\/|#).)*\/i?)?\s*;?\s*$/],
  python: PYTHON,
  python3: PYTHON,
  elixir: [/^\s*IO\.(?:puts|inspect)\(?\s*(?:System\.version\(?\)?|"[\w ]*"|[\d+*/.\s-]+)\s*\)?\s*$/],
  php: [
    /^\s*echo\s+(?:PHP_\w+|phpversion\(\)|"[\w ]*"|'[\w ]*'|[\d+*/.\s-]+)(?:\s*\.\s*(?:PHP_EOL|"\\n"))?\s*;?\s*$|^\s*phpinfo\(\);?\s*$/,
  ],
  lua: [/^\s*print\(\s*(?:_VERSION|"[\w ]*"|[\d+*/.\s-]+)\s*\)\s*$/],
};

const LONGEST = 500;
const NEVER = /[`\\]|__|\]\s*\(|\)\s*\(|\bconstructor\b|\$\{|\b[fF][rR]?["']|\[[^\]]*[+%]/;
/** What is written, opened by a name that is not a text, or run. */
const NEVER_OUTSIDE_TEXTS =
  /\.write|\bopen\s*\(\s*[^")]|\bopen\s*\([^)]*,|\brequire\b(?!\s*\(\s*"")|\bsystem\b(?!\s*\(\s*\))|\bstdin\s*\(|%\w/;
/** Data of the project, what ships with the runtime and touches nothing, and texts that are no names. */
const REQUIRED = /^(?:\.\/[\w/-]+\.json|os|path|util|url|[^\w./]*)$/;

const PERL: readonly RegExp[] = [
  /^\s*print(?:\s+(?:if|unless)\s+(?:\$\.\s*[<>=!]=?\s*\d+|\d+\s*\.\.\.?\s*\d+))?\s*;?\s*$/,
  /^\s*(?:s|tr|y)([/#|,!])(?:(?!\1|@|\(\?).)*\1(?:(?!\1|@).)*\1[gimsxr]*\s*;?\s*$/,
  /^\s*print(?:\s+(?:if|unless)\s+\/(?:(?!\/|@|\(\?).)*\/i?)?\s*;?\s*$/,
  /^\s*print\s+"(?:[^"@\\$]|\$(?:[._\d]|ARGV\b))*"(?:\s+(?:if|unless)\s+\/(?:(?!\/|@|\(\?).)*\/i?)?\s*;?\s*$/,
];
