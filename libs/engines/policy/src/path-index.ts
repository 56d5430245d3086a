import { type Matcher, pathMatcher } from './glob.js';

interface Entry<Value> {
  readonly value: Value;
  readonly order: number;
  /** Absent: whatever lies below. */
  readonly fits?: Matcher;
}

const WILD = /[*?]/;

/**
 * Many patterns of paths, looked up at once: by the folders that a path lies in and by the names of its folders, so that the time does not grow
 * with the number of patterns. `withFolders`: a pattern of all that is below a folder speaks of the folder too.
 */
export class PathIndex<Value> {
  readonly #anchored = new Map<string, Entry<Value>[]>();
  readonly #exact = new Map<string, Entry<Value>[]>();
  readonly #bySegment = new Map<string, Entry<Value>[]>();
  readonly #byName = new Map<string, Entry<Value>[]>();
  /** Patterns of names, by the character that a name must begin with, or else by that which it must end with. */
  readonly #byFirst: (Entry<Value>[] | undefined)[] = [];
  readonly #byLast: (Entry<Value>[] | undefined)[] = [];
  readonly #named: Entry<Value>[] = [];
  readonly #other: Entry<Value>[] = [];
  /** Where an anchor may end, and how a segment may begin: most lookups end here. */
  readonly #lengths: boolean[] = [];
  readonly #firsts: boolean[] = [];
  readonly #foldCase: boolean;
  readonly #withFolders: boolean;

  constructor(
    entries: readonly { readonly pattern: string; readonly value: Value }[],
    { foldCase, withFolders }: { foldCase: boolean; withFolders: boolean },
  ) {
    this.#foldCase = foldCase;
    this.#withFolders = withFolders;
    for (const [order, { pattern, value }] of entries.entries())
      this.#add(foldCase ? pattern.toLowerCase() : pattern, { value, order });
  }

  has(path: string): boolean {
    return this.#hits(path).length > 0;
  }

  /** The values whose patterns fit, in the order in which they were given; one may stand in it twice. */
  find(path: string): readonly Value[] {
    const hits = this.#hits(path);
    if (hits.length === 0) return [];
    if (hits.length > 1) hits.sort((a, b) => a.order - b.order);
    return hits.map(({ value }) => value);
  }

  #hits(path: string): Entry<Value>[] {
    const given = this.#foldCase ? path.toLowerCase() : path;
    const hits: Entry<Value>[] = [];
    this.#walk(given, hits);
    const name = given.slice(given.lastIndexOf('/') + 1);
    take(this.#exact.get(given), hits);
    take(this.#byName.get(name), hits);
    if (name !== '') {
      takeNamed(this.#byFirst[name.charCodeAt(0)], name, hits);
      takeNamed(this.#byLast[name.charCodeAt(name.length - 1)], name, hits);
    }
    takeNamed(this.#named, name, hits);
    this.#take(this.#other, given, hits);
    return hits;
  }

  /** From folder to folder; with folders, to the path itself too. */
  #walk(path: string, hits: Entry<Value>[]): void {
    let from = 0;
    for (;;) {
      const next = path.indexOf('/', from + 1);
      if (next === -1 && !this.#withFolders) return;
      const end = next === -1 ? path.length : next;
      if (this.#lengths[end] === true) this.#take(this.#anchored.get(path.slice(0, end)), path, hits);
      if (from + 1 < path.length && this.#firsts[path.charCodeAt(from + 1)] === true)
        this.#take(this.#bySegment.get(path.slice(from + 1, end)), path, hits);
      if (next === -1) return;
      from = next;
    }
  }

  #take(entries: readonly Entry<Value>[] | undefined, path: string, hits: Entry<Value>[]): void {
    if (entries === undefined) return;
    for (const entry of entries)
      if (entry.fits === undefined || entry.fits(path) || (this.#withFolders && entry.fits(`${path}/`)))
        hits.push(entry);
  }

  #add(pattern: string, entry: Entry<Value>): void {
    if (pattern.startsWith('**/')) this.#addFloating(pattern, pattern.slice(3), entry);
    else if (!WILD.test(pattern)) put(this.#exact, pattern, entry);
    else this.#addAnchored(pattern, entry);
  }

  #addAnchored(pattern: string, entry: Entry<Value>): void {
    const folder = pattern.slice(0, Math.max(0, pattern.lastIndexOf('/', pattern.search(WILD))));
    const fits = pathMatcher(pattern, { foldCase: false });
    if (folder === '') {
      this.#other.push({ ...entry, fits });
      return;
    }
    this.#lengths[folder.length] = true;
    put(this.#anchored, folder, pattern === `${folder}/**` ? entry : { ...entry, fits });
  }

  #addFloating(pattern: string, rest: string, entry: Entry<Value>): void {
    const slash = rest.indexOf('/');
    const first = slash === -1 ? rest : rest.slice(0, slash);
    const fits = pathMatcher(slash === -1 ? rest : pattern, { foldCase: false });
    if (slash === -1 && rest !== '**') {
      if (WILD.test(rest)) this.#addNamed(rest, { ...entry, fits });
      else put(this.#byName, rest, entry);
      return;
    }
    if (WILD.test(first) || first === '') {
      this.#other.push({ ...entry, fits: pathMatcher(pattern, { foldCase: false }) });
      return;
    }
    this.#firsts[first.charCodeAt(0)] = true;
    put(this.#bySegment, first, rest === `${first}/**` ? entry : { ...entry, fits });
  }

  #addNamed(name: string, entry: Entry<Value>): void {
    const last = name.length - 1;
    if (isFirm(name, 0)) (this.#byFirst[name.charCodeAt(0)] ??= []).push(entry);
    else if (isFirm(name, last)) (this.#byLast[name.charCodeAt(last)] ??= []).push(entry);
    else this.#named.push(entry);
  }
}

const ASCII = 128;
/** A character that stands for itself, and by which lists can be kept. */
const isFirm = (pattern: string, at: number): boolean =>
  !WILD.test(pattern.charAt(at)) && pattern.charCodeAt(at) < ASCII;

function put<Value>(map: Map<string, Entry<Value>[]>, key: string, entry: Entry<Value>): void {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, [entry]);
  else entries.push(entry);
}

function take<Value>(entries: readonly Entry<Value>[] | undefined, hits: Entry<Value>[]): void {
  if (entries !== undefined) hits.push(...entries);
}

function takeNamed<Value>(entries: readonly Entry<Value>[] | undefined, name: string, hits: Entry<Value>[]): void {
  if (entries === undefined) return;
  for (const entry of entries) if (entry.fits?.(name) !== false) hits.push(entry);
}
