/** The Random port: the only source of chance (DESIGN rule 2). A seeded one makes a whole run repeatable. */
export interface Random {
  /** A number in [0, 1), uniformly distributed. */
  next(): number;
  /** A UUID, version 4: the id of a CALL (OCPP-J 4.1.4: at most 36 characters, never used before). */
  uuid(): string;
}
