/**
 * Which SecurityProfile a charge point can be given (WP A05.FR.01 to 04): one table of rules, the first that is broken is the answer.
 *
 * Guarantee: whoever breaks none has all that a connection with that profile takes.
 */

/** What the charge point has. */
export interface Means {
  /** The profile now. */
  readonly current: number;
  /** Is there an AuthorizationKey? */
  readonly key: boolean;
  /** Is there a root of the Central System? */
  readonly root: boolean;
  /** Is there a valid certificate of the charge point with its key? */
  readonly certificate: boolean;
}

interface Rule {
  readonly profiles: readonly number[];
  readonly met: (means: Means, profile: number) => boolean;
  readonly otherwise: (means: Means) => string;
}

export const rules: readonly Rule[] = [
  {
    // A05.FR.01, A00.FR.005.
    profiles: [0, 1, 2, 3],
    met: ({ current }, profile) => profile > current,
    otherwise: ({ current }) => `it is ${current}, and can only be raised`,
  },
  // A05.FR.02.
  { profiles: [1, 2], met: ({ key }) => key, otherwise: () => 'there is no AuthorizationKey' },
  // A05.FR.03.
  {
    profiles: [2, 3],
    met: ({ root }) => root,
    otherwise: () => 'no CentralSystemRootCertificate is installed',
  },
  // A05.FR.04.
  {
    profiles: [3],
    met: ({ certificate }) => certificate,
    otherwise: () => 'the charge point has no valid certificate',
  },
];

/** Why it cannot have this profile; undefined when it can. */
export function refusalOf(profile: number, means: Means): string | undefined {
  const broken = rules.find(({ profiles, met }) => profiles.includes(profile) && !met(means, profile));
  return broken?.otherwise(means);
}
