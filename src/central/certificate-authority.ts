/**
 * Whom the Central System believes to be a charge point, and what it signs for one (WP A00.FR.403 to 405, A02). Pure.
 *
 * Guarantees: a certificate that passes leads to one of the roots, is valid and strong, and is the operator's; one that is signed is
 * for the serial number of who asks, and would pass.
 */
import { type Certificate, readCertificates } from '../certificates/certificate.ts';
import { unfit, verifyChain } from '../certificates/chain.ts';
import type { Read } from '../certificates/pem.ts';
import { weaknessOf } from '../certificates/rules.ts';
import { readSigningRequest } from '../certificates/signing-request.ts';
import type { ProvedByTls } from '../link/acceptor.ts';

/** Who signs for chargers. */
export interface CertificateAuthority {
  /** PEM: certificates of chargers are below one of them. */
  readonly roots: readonly string[];
  /** The CPO's name, which is O of every charger's certificate (WP A00.FR.404); absent: any will do. */
  readonly organization?: string | undefined;
  /** The chain for a signing request (PEM). */
  sign(request: string): Read<string>;
}

/** What CertificateSigned has room for, characters (WP 5). */
const LONGEST_CHAIN = 10_000;

/** The CN of the certificate that a charger has shown, when it is to be believed. `at`: ms since 1970. */
export function judgeClient(
  { clientChain, verified = false }: ProvedByTls & { readonly clientChain: string },
  { roots, organization }: Pick<CertificateAuthority, 'roots' | 'organization'>,
  at: number,
): Read<string> {
  const shown = readCertificates(clientChain);
  if (!shown.ok) return shown;
  const [own, ...others] = shown.value;
  if (own === undefined) return wrong('it has shown no certificate');
  const distrust = verified ? unfit(own, at) : distrustOf(own, others, roots, at);
  if (distrust !== undefined) return wrong(`its certificate does not do: ${distrust.why}`);
  const { commonName, organization: owner } = own.subject;
  if (organization !== undefined && owner !== organization)
    return wrong(`O of its certificate is ${shownAs(owner)}, not ${shownAs(organization)} (WP A00.FR.404)`);
  if (commonName === undefined || commonName === '') return wrong('its certificate has no CN (WP A00.FR.405)');
  return { ok: true, value: commonName };
}

function distrustOf(own: Certificate, others: readonly Certificate[], roots: readonly string[], at: number) {
  const trusted = roots.flatMap((root) => {
    const read = readCertificates(root);
    return read.ok ? read.value : [];
  });
  const trust = verifyChain(own, { others, trusted, at });
  return trust.kind === 'trusted' ? undefined : trust;
}

/** The chain for what a charger asks for. `serialNumber`: its own, undefined while nobody knows it. */
export function judgeRequest(
  request: string,
  authority: CertificateAuthority,
  serialNumber: string | undefined,
): Read<string> {
  const read = readSigningRequest(request);
  if (!read.ok) return read;
  const { commonName, organization } = read.value.subject;
  if (serialNumber === undefined)
    return wrong('its serial number is not known here: TriggerMessage BootNotification would tell it');
  if (commonName !== serialNumber)
    return wrong(`CN of the request is ${shownAs(commonName)}, but its serial number is ${shownAs(serialNumber)}`);
  if (authority.organization !== undefined && organization !== authority.organization)
    return wrong(
      `O of the request is ${shownAs(organization)}, but the operator is ${shownAs(authority.organization)}: change its CpoName`,
    );
  const chain = authority.sign(request);
  if (!chain.ok) return chain;
  const signed = readCertificates(chain.value);
  if (!signed.ok) return signed;
  const weakness = signed.value.map(weaknessOf).find((each) => each !== undefined);
  if (weakness !== undefined) return wrong(`the certificate would be too weak: ${weakness}`);
  return chain.value.length > LONGEST_CHAIN ? wrong(`the chain has more than ${LONGEST_CHAIN} characters`) : chain;
}

function shownAs(name: string | undefined): string {
  return name === undefined ? 'absent' : JSON.stringify(name);
}

function wrong(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}
