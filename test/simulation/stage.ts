/**
 * The stage of a simulation: one clock, one network, one Central System, one disk, and one process after the other on it.
 *
 * Guarantees: everything that happens comes from the plan's seed, so a seed is a run; a dead process comes back after a while,
 * or at once at a rest; whatever is done to a dead process is not done.
 */
import assert from 'node:assert/strict';
import type { CentralCharger } from '../../src/central/central-charger.ts';
import { createCentralSystem } from '../../src/central/central-system.ts';
import type { ComplaintKind } from '../../src/central/complaints.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import type { Reservation } from '../../src/features/reservation/rules.ts';
import { MOST_REFUSALS } from '../../src/features/security/notifications.ts';
import { createLoopbackNetwork, type LoopbackNetwork } from '../../src/link/loopback.ts';
import { type Log, silentLog } from '../../src/log/log.ts';
import type { CentralSystemAction, Request } from '../../src/ocpp16/actions.ts';
import type { AvailabilityType } from '../../src/ocpp16/types.ts';
import type { Random } from '../../src/random/random.ts';
import type { SeededRandom } from '../../src/random/seeded-random.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../src/store/memory.ts';
import type { Twin } from '../../src/twin.ts';
import { beginProcess, type MortalProcess } from '../support/mortal-process.ts';
import { spoilAnswers } from './answers.ts';
import { createDice } from './dice.ts';
import { createDisk, type Disk } from './disk.ts';
import { type FaultName, noFaults } from './faults.ts';
import { watchLimits } from './limits-witness.ts';
import { BEGINNING, cards, type Plan } from './plan.ts';
import { createPossibleLists, type PossibleLists } from './possible-lists.ts';
import { type Change, clearing, createPossibleProfiles, type PossibleProfiles, setting } from './possible-profiles.ts';
import { createTold, type Told } from './told.ts';
import { createTrace, type Trace } from './trace.ts';
import { watch } from './witness.ts';

/** How long a dead charger stays dead on average, ms. */
const DOWN_MS = 120_000;

/** How long an answer to a trigger may be under way, ms. */
const CROSSING_MS = 60_000;

export interface Stage {
  readonly plan: Plan;
  readonly clock: VirtualClock;
  readonly network: LoopbackNetwork;
  readonly charger: CentralCharger;
  readonly disk: Disk;
  readonly told: Told;
  readonly trace: Trace;
  readonly connectors: number;
  readonly messageTimeoutMs: number;
  readonly faults: Readonly<Record<FaultName, number>>;
  readonly violations: readonly string[];
  /** What each key that the Central System has changed may be now. */
  readonly configured: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the Central System may have last asked each connector (0: the charger) to be. */
  readonly wanted: ReadonlyMap<number, ReadonlySet<AvailabilityType>>;
  /** What the charger's local list may be. */
  readonly lists: PossibleLists;
  /** What charging profiles it may have. */
  readonly profiles: PossibleProfiles;
  /** All records of a collection, as they lie on the disk. */
  dump(collection: string): readonly (readonly [string, unknown])[];
  /** How many records the disk holds in this collection. */
  stored(collection: string): number;
  /** One record of the disk, as it lies there. */
  peek(collection: string, key: string): unknown;
  /** The connectors whose last status the Central System did not want to know (S 4.9 asks for no repetition). */
  readonly refused: Set<number>;
  /** A security event was perhaps answered with a refusal: after enough of them it is given up. */
  eventRefused(messageId: string): void;
  /** Counts a fault. */
  met(fault: FaultName, about?: () => string): void;
  violated(what: string): void;
  alive(): boolean;
  /** Is this a time in which nothing goes wrong? */
  calm(): boolean;
  /** Does something to the charger, when it is alive. */
  touch(what: string, work: (twin: Twin) => void): void;
  /** In so many ms, unless it is calm by then. */
  after(ms: number, work: () => void): void;
  /** In so many ms, or earlier when all is mended. */
  undoAfter(ms: number, undo: () => void): void;
  call<A extends CentralSystemAction>(action: A, payload: Request<A>): void;
  changeConfiguration(key: string, value: string): void;
  changeAvailability(connector: number, type: AvailabilityType): void;
  sendLocalList(update: Request<'SendLocalList'>): void;
  setChargingProfile(request: Request<'SetChargingProfile'>): void;
  clearChargingProfile(request: Request<'ClearChargingProfile'>): void;
  /** The answer to this CALL will arrive twice. */
  double(messageId: string): void;
  /** This StatusNotification comes after one that the Central System has lost: what step it is, nobody can say. */
  followsGap(messageId: string): void;
  kill(why: string): void;
  /** Kills the next process right before its happening of this number. */
  killNextBefore(happening: number): void;
  twin(): Twin;
  /** Nothing goes wrong from now on, and what was wrong is mended. */
  heal(): void;
  /** Things may go wrong. */
  stir(): void;
}

/**
 * What the Central System may complain of without anybody being at fault. A transaction message that is given up leaves a gap;
 * a clock that steps, moments out of order; a CALL that nobody can answer stays unanswered; who never heard how long to wait
 * does not wait that long.
 */
function tolerated({ patient, clockSteps, wrongAnswers }: Plan): ReadonlySet<ComplaintKind> {
  return new Set<ComplaintKind>([
    'unanswered',
    ...(patient ? [] : (['never-stopped', 'unknown-transaction', 'stopped-transaction'] as const)),
    ...(wrongAnswers > 0 ? (['boot-too-early'] as const) : []),
    ...(clockSteps ? (['register-falls', 'ended-before-it-began'] as const) : []),
  ]);
}

export function createStage(plan: Plan, random: SeededRandom, reader: ((line: string) => void) | undefined): Stage {
  const clock = createVirtualClock({ start: BEGINNING });
  const trace = createTrace(clock, reader);
  const counts = noFaults();
  const violations: string[] = [];
  const network = createLoopbackNetwork({ clock, random: random.fork('network'), latencyMs: plan.latencyMs });
  const forgiven = tolerated(plan);
  const central = createCentralSystem({
    clock,
    random: random.fork('central'),
    log: silentLog,
    idTags: createIdTags(plan.idTags),
    options: {
      keep: { frames: 1, received: 1, messageIds: 2000, complaints: 1, transactions: 50 },
      observe(event) {
        if (event.kind === 'frame')
          trace(() => `${event.frame.direction === 'in' ? '>' : '<'} ${event.frame.text.slice(0, 300)}`);
        if (event.kind !== 'complaint') return;
        trace(() => `? ${event.complaint.message}`);
        const { kind, weight, message, rule, messageId = '' } = event.complaint;
        // A trigger that crosses a BootNotification is forgotten by the Central System, and answered all the same.
        if (kind === 'before-accepted' && clock.elapsed() - triggeredAt < CROSSING_MS) return;
        if (weight === 'oddity' || forgiven.has(kind) || (kind === 'status-transition' && afterGap.delete(messageId)))
          return;
        violated(`${message} (${rule})`);
      },
    },
  });
  network.listen('ws://central/ocpp', central.acceptor);
  const file = readStartUpFile(plan.file);
  assert.ok(file.ok, JSON.stringify(file));
  const { startUp } = file;
  const charger = central.charger(startUp.identity.chargePointId);
  const memory = createMemoryDisk();
  const deathDice = createDice(random.fork('death'));
  const registers = new Map<number, number>();
  const configured = new Map<string, Set<string>>();
  const remotelyStarted = new Set<string>();
  const doubles = new Set<string>();
  const afterGap = new Set<string>();
  /** How often each security event was refused, and how many may be given up for that. */
  const eventRefusals = new Map<string, number>();
  let eventsToGiveUp = 0;
  const wanted = new Map<number, Set<AvailabilityType>>();
  const undone = new Set<() => void>();
  const lists = createPossibleLists();
  const profiles = createPossibleProfiles();
  /** Cards whose next transaction may have a profile of its own from the start. */
  const startedWithProfile = new Set<string>();
  /** Transactions of which nobody knows whether a TxProfile is theirs, and connectors where one is on its way. */
  const murky = new Set<number>();
  const onTheWay: number[] = [];
  const told = createTold({ violated, clockSteps: plan.clockSteps });
  const disk = createDisk({ clock, met, died });
  let process: MortalProcess | undefined;
  let processes = 0;
  let calm = false;
  let triggeredAt = Number.NEGATIVE_INFINITY;
  let lastHappening = Number.POSITIVE_INFINITY;

  network.interfere(({ to, text }) => {
    if (doubles.size === 0 || to === 'server') return [0];
    const doubled = [...doubles].find((id) => text.startsWith(`[3,"${id}"`));
    if (doubled === undefined) return [0];
    doubles.delete(doubled);
    return [0, 200];
  });

  const log: Log = {
    ...silentLog,
    warn(message) {
      if (message === 'security event MemoryExhaustion') met('queue full');
      trace(() => `! ${message}`);
    },
    error(message, details) {
      trace(() => `!! ${message} ${JSON.stringify(details ?? {})}`);
      // Without room on the disk there is much to complain of; and a message that is given up is.
      if (disk.wasFullWithin(60_000) || (!plan.patient && message.includes('given up'))) return;
      if (/^security event .* given up$/.test(message) && eventsToGiveUp > 0) {
        eventsToGiveUp -= 1;
        return;
      }
      violated(`the charger's log: ${message} ${JSON.stringify(details ?? {})}`);
    },
  };

  const collectionOf = (name: string) => memory.chargePoints.get(startUp.identity.chargePointId)?.get(name);

  function met(fault: FaultName, about?: () => string): void {
    counts[fault] += 1;
    trace(() => `* ${fault}${about === undefined ? '' : ` (${about()})`}`);
  }

  function violated(what: string): void {
    trace(() => `VIOLATED: ${what}`);
    violations.push(what);
  }

  /** S 3.5.4: offline, also somebody may charge of whom the charger has never heard that he may not. */
  function mayCharge(idTag: string): boolean {
    if ([...cards.good, ...cards.expiring].some((card) => card === idTag)) return true;
    return plan.file.configuration?.AllowOfflineTxForUnknownId === 'true' || remotelyStarted.has(idTag);
  }

  /** What the disk says, unless it could not be written to lately. */
  function reserved(connector: number): boolean {
    const kept = (collectionOf('reservations')?.range({}) ?? [])
      .map(([, text]): Reservation => JSON.parse(text))
      .filter((each) => each.connector === connector && each.expiresAt > clock.now());
    return kept.length > 0 && !disk.wasFullWithin(120_000);
  }

  function died(): void {
    clock.after(0, () => trace(() => '# dead'));
    clock.after(deathDice.wait(DOWN_MS), powerOn);
  }

  function kill(why: string): void {
    if (process?.alive() !== true) return;
    trace(() => `# killed ${why}`);
    process.kill();
    died();
  }

  function powerOn(): void {
    if (process?.alive() === true) return;
    processes += 1;
    trace(() => `# process ${processes}`);
    const last = lastHappening;
    lastHappening = Number.POSITIVE_INFINITY;
    const begun = beginProcess({
      clock,
      network,
      database: createMemoryDatabase(memory),
      startUp,
      random: random.fork(`process ${processes}`) as Random,
      log,
      plan: disk.plan,
      lastHappening: last,
    });
    process = begun;
    if (last !== Number.POSITIVE_INFINITY) watchForDeath(begun);
    begun.touch((twin) => {
      // The clock may step by hours: then what a profile allows is another.
      if (!plan.clockSteps) watchLimits(twin, { clock, alive: begun.alive, profiles, murky: isMurky, violated });
      watch(twin, { clock, alive: begun.alive, mayCharge, reserved, violated, registers });
      // A car may have waited for the power.
      if (deathDice.chance(0.4)) twin.board.plugIn(deathDice.whole(1, startUp.connectors.length));
      twin.start();
    });
  }

  function isMurky(connector: number, transaction: number, idTag: string): boolean {
    if (startedWithProfile.has(idTag)) murky.add(transaction);
    return murky.has(transaction) || onTheWay.includes(connector);
  }

  function runningOn(connector: number): number | undefined {
    return process?.alive() === true ? process.twin.chargePoint().transactions.running(connector)?.number : undefined;
  }

  function changeProfiles<A extends 'SetChargingProfile' | 'ClearChargingProfile'>(
    action: A,
    request: Request<A>,
    change: Change,
    done: () => void = () => undefined,
  ): void {
    const became = profiles.sent(change);
    void charger.call(action, request).then((outcome) => {
      done();
      if (outcome.kind === 'confirmed') became(outcome.payload.status === 'Accepted' ? 'taken' : 'refused');
      else became(outcome.kind === 'refused' ? 'refused' : 'unknown');
    });
  }

  /** A process that is to die before one of its happenings does so without a word. */
  function watchForDeath(begun: MortalProcess): void {
    clock.after(1000, () => {
      if (process !== begun) return;
      if (begun.alive()) return watchForDeath(begun);
      met('kill at any moment');
      died();
    });
  }

  const stage: Stage = {
    plan,
    clock,
    network,
    charger,
    disk,
    told,
    trace,
    connectors: startUp.connectors.length,
    messageTimeoutMs: Number(plan.file.configuration?.MessageTimeout ?? 30) * 1000,
    faults: counts,
    violations,
    configured,
    wanted,
    refused: new Set(),
    lists,
    profiles,
    dump: (collection) =>
      (collectionOf(collection)?.range({}) ?? []).map(([key, text]) => [String(key), JSON.parse(text)] as const),
    stored: (collection) => collectionOf(collection)?.size() ?? 0,
    peek(collection, key) {
      const text = collectionOf(collection)?.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    met,
    violated,
    alive: () => process?.alive() ?? false,
    calm: () => calm,
    touch(what, work) {
      if (process?.alive() !== true) return;
      trace(() => `- ${what}`);
      process.touch(work);
    },
    after(ms, work) {
      clock.after(ms, () => {
        if (!calm) work();
      });
    },
    undoAfter(ms, undo) {
      const once = (): void => {
        if (undone.delete(once)) undo();
      };
      undone.add(once);
      clock.after(ms, once);
    },
    call(action, payload) {
      if (action === 'TriggerMessage') triggeredAt = clock.elapsed();
      if (action === 'RemoteStartTransaction') {
        const { idTag, chargingProfile } = payload as Request<'RemoteStartTransaction'>;
        remotelyStarted.add(idTag);
        if (chargingProfile !== undefined) startedWithProfile.add(idTag);
      }
      void charger.call(action, payload);
    },
    changeConfiguration(key, value) {
      void charger.call('ChangeConfiguration', { key, value }).then((outcome) => {
        if (outcome.kind === 'confirmed') {
          if (outcome.payload.status === 'Accepted') configured.set(key, new Set([value]));
        } else if (outcome.kind !== 'refused') {
          // Without an answer nobody knows whether it holds.
          configured.get(key)?.add(value);
        }
      });
    },
    changeAvailability(connector, type) {
      void charger.call('ChangeAvailability', { connectorId: connector, type }).then((outcome) => {
        const answered = outcome.kind === 'confirmed' ? outcome.payload.status : outcome.kind;
        if (answered === 'Accepted' || answered === 'Scheduled') wanted.set(connector, new Set([type]));
        else if (answered !== 'Rejected' && answered !== 'refused') {
          wanted.set(connector, new Set([...(wanted.get(connector) ?? ['Operative' as const]), type]));
        }
      });
    },
    sendLocalList(update) {
      void charger.call('SendLocalList', update).then((outcome) => {
        const answered = outcome.kind === 'confirmed' ? outcome.payload.status : outcome.kind;
        if (answered === 'Accepted') lists.became(update, 'taken');
        else lists.became(update, outcome.kind === 'confirmed' || answered === 'refused' ? 'refused' : 'unknown');
      });
    },
    setChargingProfile(request) {
      const { connectorId, csChargingProfiles: profile } = request;
      const transaction = runningOn(connectorId);
      if (profile.chargingProfilePurpose !== 'TxProfile') {
        changeProfiles('SetChargingProfile', request, setting(request, undefined));
        return;
      }
      onTheWay.push(connectorId);
      changeProfiles('SetChargingProfile', request, setting(request, transaction ?? -1), () => {
        onTheWay.splice(onTheWay.indexOf(connectorId), 1);
        const now = runningOn(connectorId);
        // It may have come to either.
        if (now !== transaction) for (const each of [transaction, now]) if (each !== undefined) murky.add(each);
      });
    },
    clearChargingProfile: (request) => changeProfiles('ClearChargingProfile', request, clearing(request)),
    double: (messageId) => doubles.add(messageId),
    followsGap: (messageId) => afterGap.add(messageId),
    eventRefused(messageId) {
      const refusals = (eventRefusals.get(messageId) ?? 0) + 1;
      eventRefusals.set(messageId, refusals);
      // Once more when the power goes before that is on disk.
      if (refusals >= MOST_REFUSALS) eventsToGiveUp += 1;
    },
    kill,
    killNextBefore(happening) {
      lastHappening = happening;
    },
    twin() {
      assert.ok(process !== undefined, 'the power has never been on');
      return process.twin;
    },
    heal() {
      calm = true;
      disk.heal();
      lastHappening = Number.POSITIVE_INFINITY;
      powerOn();
      for (const undo of [...undone]) undo();
    },
    stir() {
      calm = false;
    },
  };
  spoilAnswers(stage, told, createDice(random.fork('answers')));
  powerOn();
  return stage;
}
