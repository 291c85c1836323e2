/**
 * Who the charge point is towards its Central System: the connection URL and the HTTP Basic credentials.
 *
 * Guarantees: pure; whatever identity goes in, the server finds exactly that identity as the last segment of the path; a
 * setting that can lead nowhere is a `LinkError` whose message says what to correct, and never shows a key or a password.
 */

/** A setting of the connection that cannot work; the message says which and what to do about it. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/**
 * The connection URL: the endpoint, '/', and the percent-encoded identity (OCPP-J 3.1.1). A slash at the endpoint's end is
 * not doubled, its query stays behind the path. Throws `LinkError` for an endpoint that is no plain ws:// or wss:// URL and
 * for an identity that no path can hold.
 */
export function connectionUrl(endpoint: string, chargePointId: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const complaint = url === undefined ? 'is not a URL' : complaintAbout(url);
  if (url === undefined || complaint !== undefined) {
    throw new LinkError(
      `the address of the Central System ${JSON.stringify(shownUrl(endpoint))} ${complaint}; it looks like ws://host:port/path or wss://host/path`,
    );
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${pathSegment(chargePointId)}`;
  return url.href;
}

/**
 * The value of the Authorization header: HTTP Basic with the identity as user name and the key's bytes, as they are, as
 * password (OCPP-J 6.2.2, A00.FR.203..205). The server knows the identity from the URL, so a ':' within it does no harm.
 */
export function authorizationHeader(identity: string, key: Uint8Array): string {
  return `Basic ${Buffer.concat([Buffer.from(`${identity}:`, 'utf8'), key]).toString('base64')}`;
}

/**
 * The password that a value of the configuration key AuthorizationKey stands for.
 *
 * Hex of 16 to 20 whole bytes (32, 34, 36, 38 or 40 digits) is those bytes: OCPP-J 6.2.2 hands the key over as hex and sends
 * it raw, the security whitepaper (7.2) asks for at least 16 bytes and allows 40 digits. Any other text of 16 to 40 characters
 * is the password itself in UTF-8, as OCPP 2.x and many Central Systems have it (libocpp too takes text that is no hex as it
 * stands). Anything else throws `LinkError`.
 */
export function parseAuthorizationKey(text: string): Uint8Array {
  if (/^(?:[0-9a-f]{2}){16,20}$/i.test(text)) return new Uint8Array(Buffer.from(text, 'hex'));
  // A control character cannot stand in a Basic password (RFC 7617, 2).
  if (/^\P{Cc}{16,40}$/u.test(text) && text.isWellFormed()) return new TextEncoder().encode(text);
  throw new LinkError('an AuthorizationKey is 32 to 40 hexadecimal digits, or a password of 16 to 40 characters');
}

function complaintAbout(url: URL): string | undefined {
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') return `has the scheme ${url.protocol}`;
  if (url.username !== '' || url.password !== '')
    return 'holds a user name or password, whose place is AuthorizationKey';
  if (url.hash !== '') return 'holds a # part, which a WebSocket URL cannot have';
  return undefined;
}

/** A URL as it may be shown: user, password and query, any of which may be a secret, are not in it. What is no URL may be given too. */
export function shownUrl(url: string): string {
  return url.replace(/\?.*$/s, '?…').replace(/\/\/.*@/s, '//…@');
}

function pathSegment(chargePointId: string): string {
  const complaint =
    chargePointId === ''
      ? 'is empty'
      : chargePointId === '.' || chargePointId === '..'
        ? 'means a folder in a URL'
        : chargePointId.isWellFormed()
          ? undefined
          : 'is not well-formed Unicode';
  if (complaint !== undefined) {
    throw new LinkError(`the charge point identity ${JSON.stringify(chargePointId)} ${complaint}; choose another`);
  }
  return encodeURIComponent(chargePointId);
}
