const SLUG = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,39}$/;

export function nameFault(name: string): string | null {
  if (name.trim() === '') return 'Give the organisation a name.';
  return name.trim().length > 120 ? 'Keep it to 120 characters.' : null;
}

export function slugFault(slug: string): string | null {
  return SLUG.test(slug) ? null : 'Use 2 to 40 lower-case letters, digits and single hyphens, beginning with a letter.';
}
