const MOST_REMEMBERED = 1_000;
/** What is longer is hardly met again. */
const LONGEST_REMEMBERED = 200;

/** Names repeat from one request to the next: what is found for one is kept, as long as there are not too many. */
export function remembered<Found>(find: (name: string) => Found): (name: string) => Found {
  const known = new Map<string, Found>();
  return (name) => {
    if (name.length > LONGEST_REMEMBERED) return find(name);
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = find(name);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(alone(name), found);
    return found;
  };
}

/** The same text by itself: what was cut from a long one would keep all of that one in memory. */
const alone = (name: string): string => ` ${name}`.slice(1);
