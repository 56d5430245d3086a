/** What Microsoft Entra ID calls its claims over SAML. */
export const ENTRA_MAIL = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress';
export const ENTRA_NAME = 'http://schemas.microsoft.com/identity/claims/displayname';
export const ENTRA_GROUPS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups';
