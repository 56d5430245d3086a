const element = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
const nonce = element?.nonce ?? '';

// react-remove-scroll, which Mantine's dialogs use, reads webpack's name for it.
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;

/** The nonce that this page's content security policy gives to style elements made by script; '' where it asks for none. */
export const styleNonce = (): string => nonce;
