const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * The text as it is compared where case does not count (RFC 7643 section 2.2, `caseExact`). Letters of ASCII alone have a case here: which others do,
 * and what their other case is, differs with the version of Unicode and the locale of a database, and two that ask must not be told two things.
 */
export const folded = (text: string): string =>
  BEYOND_ASCII.test(text) ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text.toLowerCase();

/** The same in SQL. */
export const foldedSql = (text: string): string => `lower(${text} collate "C")`;
