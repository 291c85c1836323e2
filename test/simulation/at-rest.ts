/**
 * What must hold when nothing has gone wrong for a while: the invariants, one row each. A row returns what is wrong, in words.
 *
 * They look at what was told to the Central System, at the hardware and at the disk, and compare.
 */
import { MOST_RESERVATIONS } from './central-calls.ts';
import type { PossibleProfile } from './possible-profiles.ts';
import type { Stage } from './stage.ts';

/** Why the charger is not at rest yet; undefined when it is: connected, accepted, everything told. */
export function unrest(stage: Stage): string | undefined {
  if (!stage.alive()) return 'the process is dead';
  const chargePoint = stage.twin().chargePoint();
  const link = chargePoint.link.state();
  if (link.kind !== 'connected') return `the link is ${link.kind}`;
  if (chargePoint.registration() !== 'Accepted') return `the registration is ${chargePoint.registration()}`;
  const queued = chargePoint.records.queueLength();
  if (queued > 0) return `${queued} records wait to be told`;
  if (stage.stored('security-events') > 0) return 'security events wait to be told';
  for (let connector = 0; connector <= stage.connectors; connector += 1) {
    const told = stage.charger.status(connector);
    const is = chargePoint.status(connector);
    if (told !== is && !stage.refused.has(connector))
      return `connector ${connector} is ${is}, and was told to be ${told}`;
  }
  return undefined;
}

/** All that is wrong with a charger at rest. */
export function wrongAtRest(stage: Stage): readonly string[] {
  return rows.flatMap((row) => row(stage));
}

const connectorsOf = ({ connectors }: Stage): readonly number[] => Array.from({ length: connectors }, (_, i) => i + 1);

const rows: readonly ((stage: Stage) => readonly string[])[] = [
  energyIsSomebodys,
  startsAreTold,
  changesHold,
  listIsOneThatWasSent,
  profilesAreSomeThatWereSent,
  memoryIsBounded,
];

/** Every Wh that the meter has seen belongs to exactly one transaction, told in order (for an impatient one: at most one). */
function energyIsSomebodys(stage: Stage): readonly string[] {
  const running = new Set(
    stage
      .twin()
      .chargePoint()
      .records.running()
      .map(({ connector }) => connector),
  );
  return connectorsOf(stage).flatMap((connector) => {
    const wrong: string[] = [];
    const transactions = stage.told.transactions(connector);
    let register = 0;
    for (const [index, { meterStart, meterStop, transactionId }] of transactions.entries()) {
      const gap = stage.plan.patient ? meterStart !== register : meterStart < register;
      if (gap)
        wrong.push(
          `transaction ${transactionId} of connector ${connector} begins at ${meterStart} Wh, not at ${register}`,
        );
      const last = index === transactions.length - 1;
      if (meterStop === undefined && stage.plan.patient && !(last && running.has(connector))) {
        wrong.push(`the end of transaction ${transactionId} of connector ${connector} was never told`);
      }
      register = meterStop ?? meterStart;
    }
    if (running.has(connector)) return wrong;
    const wh = Math.floor((stage.twin().board.connectors[connector - 1]?.meter().energyWh ?? 0) + 1e-6);
    if (stage.plan.patient ? wh !== register : wh < register) {
      wrong.push(`the meter of connector ${connector} shows ${wh} Wh, and the last that was told is ${register} Wh`);
    }
    return wrong;
  });
}

/** As many transactions as the charger has ever put on its disk, not one more or less. */
function startsAreTold({ plan, peek, told }: Stage): readonly string[] {
  const begun = Number(peek('counters', 'transaction') ?? 0);
  if (plan.patient ? told.starts() === begun : told.starts() <= begun) return [];
  return [`${begun} transactions have begun, and ${told.starts()} were told`];
}

/** What was answered Accepted holds. */
function changesHold(stage: Stage): readonly string[] {
  const { configured, wanted } = stage;
  const chargePoint = stage.twin().chargePoint();
  const keys = [...configured]
    // BootNotification.conf sets that one too.
    .filter(([key]) => key !== 'HeartbeatInterval')
    .flatMap(([key, possible]) => {
      const text = chargePoint.configuration.find(key)?.text ?? '';
      return possible.has(text) ? [] : [`${key} is ${text}, and was set to ${[...possible].join(' or ')}`];
    });
  const may = (connector: number, type: 'Operative' | 'Inoperative'): boolean =>
    (wanted.get(connector) ?? new Set(['Operative'])).has(type);
  const availability = connectorsOf(stage).flatMap((connector) => {
    const unavailable = chargePoint.status(connector) === 'Unavailable';
    const inTransaction = chargePoint.charger.view(connector).session.phase === 'transaction';
    if (unavailable && !may(connector, 'Inoperative') && !may(0, 'Inoperative')) {
      return [`connector ${connector} is Unavailable, and nobody wanted that`];
    }
    const mustBe = !may(connector, 'Operative') || !may(0, 'Operative');
    if (mustBe && !unavailable && !inTransaction) return [`connector ${connector} is not Unavailable, as it was to be`];
    return [];
  });
  return [...keys, ...availability];
}

/** The local list is one that was accepted, whole. */
function listIsOneThatWasSent({ dump, peek, lists }: Stage): readonly string[] {
  const entries = dump('local-list');
  const version = Number(peek('local-list-version', 'last') ?? 0);
  return lists.includes(version, entries) ? [] : [`the local list of version ${version} is none that was accepted`];
}

/** The charging profiles are some that may be there by what was answered, and those on the disk are those that hold. */
function profilesAreSomeThatWereSent({ clock, dump, profiles, twin }: Stage): readonly string[] {
  const stored = dump('charging-profiles').map(([, each]) => each as Pick<PossibleProfile, 'profile'>);
  const { smartCharging, transactions } = twin().chargePoint();
  const held = smartCharging.installed().map(({ connector, profile }): PossibleProfile => {
    const own = profile.chargingProfilePurpose === 'TxProfile';
    return { connector, profile, transaction: own ? transactions.running(connector)?.number : undefined };
  });
  const lasting = held.filter(({ profile }) => profile.chargingProfilePurpose !== 'TxProfile');
  const idsOf = (all: readonly Pick<PossibleProfile, 'profile'>[]): string =>
    all.map(({ profile }) => profile.chargingProfileId).join();
  return [
    ...(idsOf(stored) === idsOf(lasting)
      ? []
      : [`profiles ${idsOf(lasting)} hold, and ${idsOf(stored)} are on the disk`]),
    ...(profiles.includes(held, clock.now()) ? [] : [`profiles ${idsOf(lasting)} are none that may be there`]),
  ];
}

/** Nothing piles up: not on the disk, and not among the timers. */
function memoryIsBounded(stage: Stage): readonly string[] {
  const { records } = stage.twin().chargePoint();
  const running = records.running().length;
  const limits: readonly (readonly [what: string, is: number, atMost: number])[] = [
    ['records in the outbox', stage.stored('outbox'), 0],
    ['security events that wait', stage.stored('security-events'), 0],
    ['transactions on the disk', stage.stored('transactions'), running],
    ['values kept for transactions that are over', running === 0 ? stage.stored('transaction-values') : 0, 0],
    ['identifiers in the cache', stage.stored('authorization-cache'), 1024],
    ['charging profiles', stage.stored('charging-profiles'), 24],
    ['reservations', stage.stored('reservations'), MOST_RESERVATIONS],
    ['timers', stage.clock.pending(), 500],
  ];
  return limits.filter(([, is, atMost]) => is > atMost).map(([what, is, atMost]) => `${is} ${what}, at most ${atMost}`);
}
