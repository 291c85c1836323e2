/**
 * A secret, and the search for it.
 *
 * Guarantee: it is found in a text as it is, as JSON writes it, as bytes in hexadecimal digits of either case, and in base64 and base64url
 * wherever it begins there (as a password behind a user name does).
 */
import { createPrivateKey } from 'node:crypto';

export interface Secret {
  readonly name: string;
  readonly forms: readonly string[];
}

/** A password or token: the text, and the bytes that it may stand for. */
export function secretText(name: string, text: string): Secret {
  const bytes = Buffer.from(text);
  const meant = /^([0-9a-f]{2})+$/i.test(text) ? [bytes, Buffer.from(text, 'hex')] : [bytes];
  const forms = [
    text,
    text.toLowerCase(),
    text.toUpperCase(),
    JSON.stringify(text).slice(1, -1),
    ...meant.flatMap(encoded),
  ];
  return { name, forms: [...new Set(forms)] };
}

/** A private key, PEM: the whole, and the number that it is about. */
export function secretKey(name: string, pem: string): Secret {
  const body = pem.replace(/-----[^-]+-----|\s/g, '');
  const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  return { name, forms: [body, ...(body.match(/.{40}/g)?.slice(1) ?? []), ...encoded(Buffer.from(d, 'base64url'))] };
}

/** The forms of these secrets that are in the text. */
export function leaks(secrets: readonly Secret[], text: string): readonly string[] {
  return secrets.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ name }) => name);
}

function encoded(bytes: Buffer): readonly string[] {
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((before) => base64Behind(before, bytes))];
}

/** Without the characters that depend on what stands before and behind. */
function base64Behind(before: number, bytes: Buffer): readonly string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const from = Math.ceil((before * 8) / 6);
  const to = Math.floor((whole.length * 8) / 6);
  return (['base64', 'base64url'] as const).map((form) => whole.toString(form).slice(from, to));
}
