/**
 * Whatever cars, cards and remote starts come to a charger with three connectors, in whatever order: no authorization is used
 * twice or lost, each transaction is on a connector for which its card was accepted, and who came first is served first.
 *
 * The book that is kept here knows nothing of how places are chosen. It knows what was done, and looks at what the connectors
 * show and at what the Central System was told.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Session } from '../../src/charger/session.ts';
import type { World } from '../support/world.ts';
import { remoteStart } from './sent.ts';
import { createTriple } from './several-connectors.ts';

type Id = 1 | 2 | 3;
const ids: readonly Id[] = [1, 2, 3];
const CONNECTION_TIMEOUT_MS = 30_000;
/** How long after each step it is looked what has become of it, ms. Relays and locks need not be at rest by then. */
const LOOK_MS = 100;

interface Acts {
  plugIn: { readonly connector: Id };
  plugOut: { readonly connector: Id };
  /** A card that nobody has shown yet; `within`: the reader knows where. */
  card: { readonly within: readonly Id[] | undefined };
  remote: { readonly connector: Id | undefined };
  /** One of the last cards once more, the last one first. */
  again: { readonly back: number };
  rest: { readonly seconds: number };
  fault: { readonly connector: Id };
  mend: { readonly connector: Id };
  availability: { readonly connector: 0 | Id; readonly operative: boolean };
}
type Step = { readonly [K in keyof Acts]: { readonly kind: K } & Acts[K] }[keyof Acts];

function some<K extends keyof Acts>(
  weight: number,
  kind: K,
  rest: { readonly [M in keyof Acts[K]]: fc.Arbitrary<Acts[K][M]> },
) {
  return { weight, arbitrary: fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<Step> };
}

const anyId = fc.constantFrom<Id[]>(1, 2, 3);
const cars = [some(6, 'plugIn', { connector: anyId }), some(3, 'plugOut', { connector: anyId })];
const rests = [some(2, 'rest', { seconds: fc.constantFrom(1, 5, 12, 29, 31) })];

/** Nothing is wrong with any connector, and every card is for all of them. */
const simple = fc.array(
  fc.oneof(
    ...cars,
    ...rests,
    some(6, 'card', { within: fc.constant(undefined) }),
    some(3, 'remote', { connector: fc.constant(undefined) }),
  ),
  { maxLength: 25, size: 'max' },
);
const anything = fc.array(
  fc.oneof(
    ...cars,
    ...rests,
    some(6, 'card', {
      within: fc.option(fc.shuffledSubarray([...ids], { minLength: 1 }), { nil: undefined }),
    }),
    some(3, 'remote', { connector: fc.option(anyId, { nil: undefined }) }),
    some(2, 'again', { back: fc.nat(3) }),
    some(1, 'fault', { connector: anyId }),
    some(1, 'mend', { connector: anyId }),
    some(1, 'availability', { connector: fc.constantFrom<(0 | Id)[]>(0, 1, 2, 3), operative: fc.boolean() }),
  ),
  { maxLength: 25, size: 'max' },
);

/** What the book says of a card. */
interface Card {
  readonly idTag: string;
  readonly within: readonly Id[];
  readonly since: number;
  state: 'waits' | 'has begun' | 'is over';
}

/** One connector at a moment. */
interface Shown {
  readonly id: Id;
  readonly session: Session;
  /** Neither broken nor out of service. */
  readonly open: boolean;
}

const seen = new Set<string>();

function createBook(world: World) {
  const cards: Card[] = [];
  const broken = new Set<Id>();
  const closed = new Set<0 | Id>();
  let told = 0;

  const now = () => world.clock.elapsed();
  const show = (): readonly Shown[] =>
    ids.map((id) => ({
      id,
      session: world.chargePoint().charger.view(id).session,
      open: !broken.has(id) && !closed.has(id) && !closed.has(0),
    }));
  const waitsAt = (shown: readonly Shown[], { idTag }: Card): readonly Shown[] =>
    shown.filter(({ session }) => session.phase === 'authorized' && session.authorization.idTag === idTag);

  /** Each start since the last look is of a card that waited, or was just shown, on a connector that it was accepted for. */
  function lookAtStarts(before: readonly Shown[]): void {
    const starts = world.charger.requests('StartTransaction');
    for (const { idTag, connectorId } of starts.slice(told)) {
      const card = cards.find((each) => each.idTag === idTag) ?? assert.fail(`${idTag} began out of nothing`);
      assert.equal(card.state, 'waits', `${idTag} ${card.state} and begins`);
      card.state = 'has begun';
      assert.ok(card.within.includes(connectorId as Id), `${idTag} begins on ${connectorId}, for which it is not`);
      const there = before.find(({ id }) => id === connectorId) ?? assert.fail();
      const waitedThere = waitsAt(before, card)[0];
      assert.ok(there.open, `${idTag} begins on ${connectorId}, which is broken or closed`);
      if (waitedThere !== undefined) seen.add(waitedThere === there ? 'begun where it waited' : 'begun elsewhere');
    }
    told = starts.length;
  }

  /** A card that waits is shown to wait once, where it may; it is over when its time is, or there was no place for it. */
  function lookAtWaits(before: readonly Shown[]): void {
    const shown = show();
    for (const card of cards) {
      const places = waitsAt(shown, card);
      assert.ok(places.length <= 1, `${card.idTag} waits twice`);
      if (card.state !== 'waits') {
        assert.equal(places.length, 0, `${card.idTag} ${card.state} and waits`);
        continue;
      }
      const [place] = places;
      const age = now() - card.since;
      if (place !== undefined) {
        assert.ok(card.within.includes(place.id), `${card.idTag} waits on ${place.id}, for which it is not`);
        assert.ok(age < CONNECTION_TIMEOUT_MS + 2 * LOOK_MS, `${card.idTag} waits too long`);
        if (waitsAt(before, card).some(({ id }) => id !== place.id)) seen.add('waits elsewhere');
        continue;
      }
      card.state = 'is over';
      if (age >= CONNECTION_TIMEOUT_MS) {
        seen.add('timed out');
        continue;
      }
      // There was no connector for it all the time: a new one may begin at a car that is there, one that waits is for the next.
      const free = age > LOOK_MS ? ['idle'] : ['idle', 'plugged', 'timed-out', 'finishing'];
      const isLeft = ({ id, open, session }: Shown): boolean =>
        open && card.within.includes(id) && free.includes(session.phase);
      const left = before.filter(isLeft).find(({ id }) => shown.some((after) => after.id === id && isLeft(after)));
      assert.equal(left, undefined, `${card.idTag} is lost, though ${left?.id} is free`);
      seen.add('no place');
    }
  }

  return {
    cards,
    broken,
    closed,
    show,
    issue(within: readonly Id[]): Card {
      const card: Card = { idTag: `CARD-${cards.length + 1}`, within, since: now(), state: 'waits' };
      world.central.idTags.set(card.idTag, 'Accepted');
      cards.push(card);
      return card;
    },
    look(before: readonly Shown[]): void {
      lookAtStarts(before);
      lookAtWaits(before);
    },
    /** In the order in which they came. */
    waiting: () => cards.filter(({ state }) => state === 'waits'),
  };
}

async function run(steps: readonly Step[], inTurn: boolean): Promise<void> {
  const world = await createTriple({ configuration: { AuthorizeRemoteTxRequests: 'true' } });
  const book = createBook(world);
  const { board } = world.twin();

  const acts: { readonly [K in keyof Acts]: (what: Acts[K]) => Promise<void> | void } = {
    plugIn: ({ connector }) => board.plugIn(connector),
    plugOut: ({ connector }) => board.plugOut(connector),
    card({ within }) {
      const { idTag } = book.issue(within ?? ids);
      board.swipe(idTag, within);
    },
    async remote({ connector }) {
      const card = book.issue(connector === undefined ? ids : [connector]);
      const answer = await remoteStart(world, card.idTag, connector);
      if (answer === 'Rejected') seen.add('rejected');
    },
    again({ back }) {
      const card = book.cards.at(-1 - back);
      if (card === undefined || card.state === 'is over') return;
      if (card.state === 'waits') {
        // Taken back by whoever showed it.
        card.state = 'is over';
        seen.add('taken back');
        board.swipe(card.idTag);
      } else if (running(card)) {
        seen.add('ended');
        board.swipe(card.idTag);
      }
    },
    rest: ({ seconds }) => world.seconds(seconds),
    fault({ connector }) {
      book.broken.add(connector);
      board.raiseFault(connector, { id: 'f', code: 'GroundFailure', blocking: true });
    },
    mend({ connector }) {
      book.broken.delete(connector);
      board.clearFault(connector, 'f');
    },
    availability({ connector, operative }) {
      if (operative) book.closed.delete(connector);
      else book.closed.add(connector);
      void world.charger.call('ChangeAvailability', {
        connectorId: connector,
        type: operative ? 'Operative' : 'Inoperative',
      });
    },
  };

  const running = ({ idTag }: Card): boolean =>
    book
      .show()
      .some(
        ({ session }) =>
          session.phase === 'transaction' && session.ending === undefined && session.authorization.idTag === idTag,
      );

  for (const step of steps) {
    const before = book.show();
    const waiting = book.waiting();
    await (acts[step.kind] as (what: Step) => Promise<void> | void)(step);
    await world.clock.advance(LOOK_MS);
    book.look(before);
    if (inTurn && step.kind === 'plugIn' && before[step.connector - 1]?.session.phase !== 'transaction') {
      const came = waiting.filter(({ state }) => state === 'has begun');
      assert.deepEqual(came, waiting.slice(0, came.length), 'a card begins before one that came earlier');
      // A car that comes to an empty place begins at once, when anybody waits.
      const empty = ['idle', 'authorized'].includes(before[step.connector - 1]?.session.phase ?? '');
      if (empty) assert.equal(came.length, Math.min(1, waiting.length), 'a car waits, and so does a card');
      if (empty && waiting.length > 1) seen.add('in turn');
    }
  }
  world.assertNoComplaints();
}

const inTurn: readonly Step[] = [
  { kind: 'card', within: undefined },
  { kind: 'remote', connector: undefined },
  { kind: 'plugIn', connector: 2 },
];

/** Leads through everything that has to come up; the random ones come there often, but not in each hundred of them. */
const everywhere: readonly Step[] = [
  { kind: 'card', within: undefined },
  { kind: 'card', within: [1] },
  { kind: 'plugIn', connector: 1 },
  { kind: 'plugIn', connector: 3 },
  { kind: 'again', back: 0 },
  { kind: 'card', within: [2] },
  { kind: 'remote', connector: 3 },
  { kind: 'again', back: 1 },
  { kind: 'card', within: [2] },
  { kind: 'card', within: [2] },
  { kind: 'rest', seconds: 31 },
];

describe('cards and cars that come to three connectors', () => {
  it('are brought together in the order in which they come, where every card is for every connector', async () => {
    await fc.assert(
      fc.asyncProperty(simple, (steps) => run(steps, true)),
      { numRuns: 100, examples: [[inTurn]] },
    );
    assert.ok(seen.has('in turn'), 'never came up: in turn');
  });

  it('never use an authorization twice, lose none, and use each only where it was accepted', async () => {
    await fc.assert(
      fc.asyncProperty(anything, (steps) => run(steps, false)),
      { numRuns: 150, examples: [[everywhere]] },
    );
    const wanted = ['begun where it waited', 'begun elsewhere', 'waits elsewhere', 'timed out', 'no place', 'rejected'];
    for (const what of [...wanted, 'taken back', 'ended']) assert.ok(seen.has(what), `never came up: ${what}`);
  });
});
