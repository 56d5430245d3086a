/** `security-admin` → `as security admin`; nothing where the link names no role. */
export const joinedAs = (role: string | undefined): string =>
  role === undefined ? 'to join' : `as ${role.replaceAll(/[-_]/g, ' ')}`;
