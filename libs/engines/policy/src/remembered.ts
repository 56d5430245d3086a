const MOST_REMEMBERED = 1_000;
/** What is longer is hardly met again. */
const LONGEST_REMEMBERED = 200;

/** Names repeat from one request to the next: what is found for one is kept, as long as there are not too many. */
export function remembered<Found>(find: (name: string) => Found): (name: string) => Found {
  const known = new Map<string, Found>();
  // One command asks for its program at every step: mostly the name is that of the last time.
  let [lastName, lastFound] = ['', undefined as Found | undefined];
  return (name) => {
    if (lastFound !== undefined && name === lastName) return lastFound;
    if (name.length > LONGEST_REMEMBERED) return find(name);
    let found = known.get(name);
    if (found === undefined) {
      found = find(name);
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(alone(name), found);
    }
    lastName = name;
    lastFound = found;
    return found;
  };
}

/** The same text by itself: what was cut from a long one would keep all of that one in memory. */
const alone = (name: string): string => ` ${name}`.slice(1);
