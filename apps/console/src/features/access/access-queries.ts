import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';

export const rolesQuery = queryOptions({ queryKey: ['roles'], queryFn: () => told(api.GET('/api/v1/roles')) });

/** `security-admin` → `Security admin`. */
export function roleTitle(name: string): string {
  const words = name.replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
