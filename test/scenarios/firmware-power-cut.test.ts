import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCentralSystem } from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { createFilesDisk, createMemoryFiles } from '../../src/files/memory.ts';
import { createLoopbackNetwork } from '../../src/link/loopback.ts';
import { silentLog } from '../../src/log/log.ts';
import { formatDateTime } from '../../src/ocpp16/date-time.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';
import { PowerCut } from '../../src/store/faulty.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../src/store/memory.ts';
import { createLoopbackTransfers } from '../../src/transfer/loopback.ts';
import { createMortalFiles } from '../support/mortal-files.ts';
import { beginProcess, type MortalProcess } from '../support/mortal-process.ts';
import { firmwareOf, LOCATION, manufacturer, NEW_VERSION, ORIGIN, signatureOf } from './firmware-world.ts';

type When = 'before' | 'after';

const REQUEST_ID = 5;

/** What is told of an update that nothing disturbs. */
const whole = ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting', 'Installed'];

const content = firmwareOf();
const signed = signatureOf(content);

/** A charger of which each write to its database or its files can be the last. */
function createPlace() {
  const clock = createVirtualClock();
  const random = createSeededRandom(1);
  const network = createLoopbackNetwork({ clock });
  const transfers = createLoopbackTransfers({ clock });
  transfers.serve(ORIGIN).files.set(new URL(LOCATION).pathname, content);
  const central = createCentralSystem({
    clock,
    random: random.fork('central'),
    log: silentLog,
    idTags: createIdTags({ idTags: {} }),
  });
  network.listen('ws://central/ocpp', central.acceptor);
  const file = readStartUpFile({
    model: 'reference',
    identity: { chargePointId: 'CP001' },
    csms: { url: 'ws://central/ocpp' },
  });
  assert.ok(file.ok);
  const { startUp } = file;
  const disk = createMemoryDisk();
  const filesDisk = createFilesDisk();
  let process: MortalProcess | undefined;
  let writes = 0;
  let last: { readonly write: number; readonly when: When } | undefined;

  async function powerOn(): Promise<void> {
    const alive = (): boolean => process === undefined || process.alive();
    const files = createMortalFiles(createMemoryFiles(filesDisk), alive, () => {
      writes += 1;
      const cut = writes === last?.write ? last.when : undefined;
      const die = (): never => {
        process?.kill();
        throw new PowerCut(`at write ${writes}`);
      };
      if (cut === 'before') die();
      return () => (cut === 'after' ? die() : undefined);
    });
    process = undefined;
    process = beginProcess({
      clock,
      network,
      database: createMemoryDatabase(disk),
      files,
      transfer: transfers.transfer,
      startUp,
      random: random.fork(`process ${writes}`),
      log: silentLog,
      plan() {
        // Who died of its files writes nothing into its database either.
        if (!alive()) return 'cut before';
        writes += 1;
        return writes === last?.write ? `cut ${last.when}` : undefined;
      },
      lastHappening: Number.POSITIVE_INFINITY,
    });
    process.touch((twin) => twin.start());
    await clock.settle();
  }

  const charger = central.charger('CP001');
  return {
    charger,
    clock,
    powerOn,
    alive: () => process?.alive() === true,
    chargePoint() {
      assert.ok(process !== undefined);
      return process.twin.chargePoint();
    },
    /** From now on the power goes at the write of this number. */
    cutAt(write: number, when: When) {
      writes = 0;
      last = { write, when };
    },
    /** Each status once, however often it had to be sent. */
    told(): readonly string[] {
      const seen = new Map<string, string>();
      for (const call of charger.received) {
        if (call.action === 'SignedFirmwareStatusNotification')
          seen.set(call.messageId, (call.payload as { status: string }).status);
      }
      return [...seen.values()];
    },
    async installRoot() {
      const certificate = manufacturer.certificate;
      void charger.call('InstallCertificate', { certificateType: 'ManufacturerRootCertificate', certificate });
      await clock.settle();
    },
    update: () =>
      charger.call('SignedUpdateFirmware', {
        requestId: REQUEST_ID,
        firmware: { location: LOCATION, retrieveDateTime: formatDateTime(clock.now()), ...signed },
      }),
  };
}

describe('a power cut during an update of the firmware', () => {
  for (const when of ['before', 'after'] as const) {
    it(`right ${when} any write leaves a charger that runs one of the two, and tells how it ended`, async () => {
      const endings = new Map<string, number>();
      for (let write = 1; ; write += 1) {
        const about = `cut ${when} write ${write}`;
        const place = createPlace();
        await place.powerOn();
        await place.installRoot();
        place.cutAt(write, when);
        const outcome = place.update();
        await place.clock.advance(60_000);
        if (place.alive()) {
          assert.deepEqual(place.told(), whole);
          assert.ok(write > 30, `${write} writes`);
          break;
        }
        const answer = await outcome;
        await place.powerOn();
        await place.clock.advance(120_000);
        const version = place.charger.requests('BootNotification').at(-1)?.firmwareVersion;
        const events = place.chargePoint().security.entries();
        const updated = events.filter(({ type }) => type === 'FirmwareUpdated').length;
        const told = place.told();
        const ending = told.at(-1) ?? 'nothing';
        endings.set(ending, (endings.get(ending) ?? 0) + 1);
        assert.equal(place.charger.status(1), 'Available', about);
        assert.equal(place.chargePoint().firmware.view().running.onTrial, false, about);
        if (ending === 'nothing') {
          // It died before it had promised anything.
          assert.equal(answer.kind, 'unreachable', about);
          assert.deepEqual([version, updated], ['0.1.0', 0], about);
        } else {
          // Where the power cut was the restart, nobody announces one.
          const expected = told.includes('InstallRebooting') ? whole : whole.toSpliced(4, 1);
          assert.deepEqual(told, expected, about);
          assert.deepEqual([version, updated], [NEW_VERSION, 1], about);
        }
      }
      assert.deepEqual([...endings.keys()].sort(), ['Installed', 'nothing']);
      assert.ok((endings.get('Installed') ?? 0) > 25, String(endings.get('Installed')));
    });
  }
});
