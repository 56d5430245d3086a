const BARE = ['/login', '/setup', '/connection-setup', '/connection-test'];

/** Leaves for sign-in; the person comes back to where they are. The pages of sign-in itself stay and show the refusal. */
export function goToSignIn(returnTo = `${location.pathname}${location.search}`): void {
  if (BARE.some((page) => location.pathname.startsWith(page))) return;
  location.assign(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
}

/** Follows where the server sends the person, but never off this origin. */
export function follow(redirectTo: string): void {
  const target = new URL(redirectTo, location.origin);
  location.assign(target.origin === location.origin ? target.href : '/');
}
