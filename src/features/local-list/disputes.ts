/**
 * LocalListConflict (S 7.6): the Central System says something of a listed identifier that its own list does not.
 *
 * Guarantees: an identifier is in dispute from the first answer that contradicts the list until an answer agrees with it, an update
 * names the identifier, or the list is switched off; while any is, connector 0 has the error; each that comes or goes changes it.
 */
import type { Fault } from '../../charger/board.ts';
import type { AuthorizationStatus } from '../../ocpp16/types.ts';
import { sameIdTag } from '../authorization/id-tag.ts';

export interface Disputes {
  /** The list says this of an identifier, and the Central System that. Only whether it may charge is compared. */
  compare(idTag: string, listed: AuthorizationStatus, told: AuthorizationStatus): void;
  /** Ends the disputes about these; true when there were any. */
  settle(concerned: (idTag: string) => boolean): boolean;
  /** As an error of the charger: one at most. */
  faults(): readonly Fault[];
}

export function createDisputes(changed: () => void): Disputes {
  /** The latest first. */
  let disputed: readonly string[] = [];

  function settle(concerned: (idTag: string) => boolean): boolean {
    const left = disputed.filter((idTag) => !concerned(idTag));
    const settled = left.length < disputed.length;
    disputed = left;
    return settled;
  }

  return {
    compare(idTag, listed, told) {
      const isSame = (other: string): boolean => sameIdTag(idTag, other);
      const contradicts = (listed === 'Accepted') !== (told === 'Accepted');
      if (contradicts === disputed.some(isSame)) return;
      if (contradicts) disputed = [idTag, ...disputed];
      else settle(isSame);
      changed();
    },
    settle,
    faults() {
      const [latest] = disputed;
      if (latest === undefined) return [];
      const others = disputed.length === 1 ? '' : ` and ${disputed.length - 1} more`;
      return [{ id: 'local-list', code: 'LocalListConflict', blocking: false, info: `idTag ${latest}${others}` }];
    },
  };
}
