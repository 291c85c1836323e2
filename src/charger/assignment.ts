/**
 * Cards and cars are brought together: which connector an authorization goes to, and whose turn it is when a car comes. Pure.
 *
 * Guarantees:
 * - cars are served in the order in which they were plugged in, authorizations are used in the order in which they came; one that
 *   can go to fewer connectors goes before one that can go to more, so that nobody takes the only place of somebody else;
 * - nobody is sent to a connector that is broken, held, not admitted (service, reservation), or outside what the reader or the
 *   request has named;
 * - nobody is sent to where another waits for a car, unless that one can go on waiting elsewhere.
 */
import type { ConnectorView } from './connector-view.ts';
import type { Authorization, Session } from './session.ts';

/** A connector, and the place in the row of whoever waits there, car or card: a lower `turn` came earlier. */
export interface Place {
  readonly view: Pick<ConnectorView, 'id' | 'session' | 'faults'>;
  readonly turn: number;
}

/** May somebody with this authorization be served at this connector now, as far as others than the electrical machine know? */
export type Admits = (connector: number, authorization: Authorization) => boolean;

/** The cars that somebody can begin with, best first: whose time runs, for whom nobody came in time, who is done. */
const carPhases: readonly Session['phase'][] = ['plugged', 'timed-out', 'finishing'];

/** Where somebody with this authorization begins to charge, or to wait for a car: free, or to be freed by somebody who waits there and has a refuge. */
export function placeFor(authorization: Authorization, places: readonly Place[], admits: Admits): number | undefined {
  const open = openPlaces(authorization, places, admits);
  for (const phase of carPhases) {
    const [place] = open
      .filter(({ view: { session } }) => session.phase === phase && !isHeld(session))
      .sort((a, b) => a.turn - b.turn);
    if (place !== undefined) return place.view.id;
  }
  const canBeFreed = (place: Place): boolean => {
    const other = waiting(place);
    return other !== undefined && refugeFor(other, places, admits) !== undefined;
  };
  return refugeFor(authorization, places, admits) ?? open.find(canBeFreed)?.view.id;
}

/** Where somebody can go on waiting for a car: nobody is there, neither card nor car. */
export function refugeFor(authorization: Authorization, places: readonly Place[], admits: Admits): number | undefined {
  return openPlaces(authorization, places, admits).find(({ view }) => view.session.phase === 'idle')?.view.id;
}

/** A car comes to connector `at`, where no car is: the connector on which the authorization waits that it begins with; undefined for none. */
export function whoseTurn(at: number, places: readonly Place[], admits: Admits): number | undefined {
  const here = places.find(({ view }) => view.id === at);
  if (here === undefined) return undefined;
  const own = waiting(here);
  const candidates = places.flatMap((place) => {
    const authorization = waiting(place);
    if (authorization === undefined) return [];
    // Who waits here already may have to take the other's place.
    const comes = place === here || own === undefined || isOpen(place, own, admits);
    return comes && isOpen(here, authorization, admits) ? [{ place, authorization }] : [];
  });
  const [first] = candidates.sort(
    (a, b) => a.authorization.within.length - b.authorization.within.length || a.place.turn - b.place.turn,
  );
  return first?.place.view.id;
}

/** In the order in which they were named. */
function openPlaces(authorization: Authorization, places: readonly Place[], admits: Admits): readonly Place[] {
  const { within = [] } = authorization;
  return within
    .flatMap((id) => places.find(({ view }) => view.id === id) ?? [])
    .filter((place) => isOpen(place, authorization, admits));
}

function isOpen({ view: { id, faults } }: Place, authorization: Authorization, admits: Admits): boolean {
  const { within = [] } = authorization;
  return within.includes(id) && !faults.some(({ blocking }) => blocking) && admits(id, authorization);
}

function isHeld(session: Session): boolean {
  return session.phase === 'finishing' && session.held;
}

/** Who waits for a car there, and all connectors that this is good for. */
function waiting({ view: { id, session } }: Place): (Authorization & { within: readonly number[] }) | undefined {
  if (session.phase !== 'authorized') return undefined;
  const { authorization } = session;
  return { ...authorization, within: authorization.within ?? [id] };
}
