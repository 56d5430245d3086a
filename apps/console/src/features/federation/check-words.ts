const WORDS: Readonly<Record<string, string>> = {
  saml: 'SAML',
  xml: 'XML',
  id: 'ID',
  jwks: 'Keys (JWKS)',
  pkce: 'PKCE',
  idp: 'Identity provider',
  acr: 'ACR',
};

/** The name of a check as people read it: `subject_confirmation_valid` is “Subject confirmation valid”. */
export function checkTitle(name: string): string {
  const words = name.split(/[_.-]/u).filter((word) => word !== '');
  return words
    .map((word, place) => WORDS[word] ?? (place === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word))
    .join(' ');
}
