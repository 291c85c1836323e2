/** Identifiers are compared without regard to case (S 7.28, E4 3.73). */

/** The form in which two idTags that are the same are equal. */
export function canonicalIdTag(idTag: string): string {
  return idTag.toLowerCase();
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
