/** What the watching Central System reports to the test: everything that it was told and that it changed, in order. Types only. */

/** A CALL of a charger, as it came over the wire. */
export interface Told {
  readonly kind: 'told';
  readonly messageId: string;
  readonly action: string;
  /** The whole frame. */
  readonly text: string;
}

/** The answer to one of them went out. */
export interface Answered {
  readonly kind: 'answered';
  readonly messageId: string;
  readonly text: string;
}

/** Something that must outlive the process was asked for: a configuration key, or the service of the charger as a whole. */
export interface Asked {
  readonly kind: 'asked';
  readonly what: string;
  readonly value: string;
}

/** What has become of it: `unknown` when the connection ended first. */
export interface Settled {
  readonly kind: 'settled';
  readonly what: string;
  readonly value: string;
  readonly outcome: 'taken' | 'refused' | 'unknown';
}

/** What the charger says that it is. */
export interface Read {
  readonly kind: 'read';
  readonly what: string;
  readonly value: string;
}

export type Change = Asked | Settled | Read;
export type Entry = Told | Answered | Change;

export interface ChargerReport {
  readonly entries: readonly Entry[];
  /** What the Central System itself had to complain about, oddities left out. */
  readonly complaints: readonly string[];
}

export type Report = Readonly<Record<string, ChargerReport>>;
