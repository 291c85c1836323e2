/** Identifiers are compared without regard to case (S 7.28, E4 3.73). */

/** The form in which two idTags that are the same are equal. */
export function canonicalIdTag(idTag: string): string {
  return idTag.toLowerCase();
}

/**
 * The key under which a record about an idTag is stored: the same for those that are the same. An idTag is any text, also one that
 * no store takes as a key (empty, with NUL, half of a surrogate pair); such a one is escaped, and so is one that looks escaped.
 */
export function idTagKey(idTag: string): string {
  const canonical = canonicalIdTag(idTag);
  const plain = canonical !== '' && !canonical.startsWith('"') && canonical.isWellFormed() && !canonical.includes('\0');
  return plain ? canonical : JSON.stringify(canonical);
}

export function sameIdTag(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && canonicalIdTag(a) === canonicalIdTag(b);
}

/** Do these two belong together: the same card, or cards with the same parent (S 3.10)? */
export function sameGroup(
  a: { readonly idTag: string; readonly parentIdTag?: string },
  b: { readonly idTag: string; readonly parentIdTag?: string },
): boolean {
  return sameIdTag(a.idTag, b.idTag) || sameIdTag(a.parentIdTag, b.parentIdTag);
}
