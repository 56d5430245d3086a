import type { RecipeValue } from '../recipe.js';

/** Fields that every identity provider has, under a name of its own. */
export const ACS = (field: string): RecipeValue => ({ field, url: 'acs' });
export const ENTITY = (field: string): RecipeValue => ({ field, url: 'entityId' });
export const REDIRECT = (field: string): RecipeValue => ({ field, url: 'callback' });
/** What the steps tell people to call things, where the identity provider lets them choose. */
export const SIMPLE = { email: 'email', name: 'name', groups: 'groups' };
