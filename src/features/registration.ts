/** Has the Central System accepted this charge point? (S 4.2, RegistrationStatus and what is before it.) */
export type Registration =
  /** Nothing was heard since power was applied. */
  'unknown' | 'Accepted' | 'Pending' | 'Rejected';
