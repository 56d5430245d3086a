import type { Settings } from '#platform/config';
import type { DirectoryId } from './directory.js';

/** The address that an identity provider is given. */
export const baseOf = ({ publicUrl }: Pick<Settings, 'publicUrl'>, id: DirectoryId): string =>
  `${publicUrl.origin}/scim/v2/${id}`;
