/**
 * PEM (RFC 7468), the form in which OCPP carries certificates: reading it as liberally as others write it, and writing it.
 *
 * Guarantees: lines may end in CR LF, LF, or in the two characters `\n` that a careless JSON encoder leaves; whatever stands before,
 * between and after the blocks is passed over; what is no base64 or has no end is refused with a sentence that says so.
 */

/** What stands after BEGIN. */
export type PemLabel = 'CERTIFICATE' | 'CERTIFICATE REQUEST' | 'PRIVATE KEY';

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** The DER of every block with this label, in order: one at least. */
export function readPem(text: string, label: PemLabel): Read<readonly Uint8Array[]> {
  const lines = text.replace(/\\r|\\n|\r/g, '\n');
  const blocks = [...lines.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)(?:-----END \1-----|(?=-----BEGIN )|$)/g)];
  const wanted = blocks.filter(([, found]) => found === label);
  if (wanted.length === 0) {
    const others = new Set(blocks.map(([, found]) => found));
    return wrong(`expected PEM with a ${label}, got ${others.size === 0 ? 'no PEM' : [...others].join(', ')}`);
  }
  const contents: Uint8Array[] = [];
  for (const [index, [block, , body = '']] of wanted.entries()) {
    const which = wanted.length === 1 ? `the ${label}` : `${label} ${index + 1}`;
    if (!block.endsWith(`-----END ${label}-----`)) return wrong(`${which} has no end`);
    const base64 = body.replace(/\s/g, '');
    const content = Buffer.from(base64, 'base64');
    if (content.length === 0 || content.toString('base64') !== base64) return wrong(`${which} is not base64`);
    contents.push(content);
  }
  return { ok: true, value: contents };
}

/** One block, with lines of 64 characters and a line feed at the end of each. */
export function writePem(content: Uint8Array, label: PemLabel): string {
  const lines =
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function wrong(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}
