/** The security events that certificates give rise to (WP 8). */

/** `techInfo` says why, for people. */
export type RaiseCertificateEvent = (
  type: 'InvalidChargePointCertificate' | 'InvalidCentralSystemCertificate',
  techInfo?: string,
) => void;
