const KEY = 'castellan.invitation';

/** Keeps an invitation's token in this tab while the person signs in: the way there and back passes no fragment, and a token never stands in a URL that a server sees. */
export const keepInvitation = (token: string): void => sessionStorage.setItem(KEY, token);
export const keptInvitation = (): string => sessionStorage.getItem(KEY) ?? '';
export const forgetInvitation = (): void => sessionStorage.removeItem(KEY);
