import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFilesDisk, createMemoryFiles } from '../../src/files/memory.ts';
import { packFirmware } from '../../src/firmware/package.ts';
import { MOST_TRIALS, type Slots, startSlots } from '../../src/firmware/slots.ts';
import { silentLog } from '../../src/log/log.ts';
import { PowerCut } from '../../src/store/faulty.ts';
import { createMortalFiles } from '../support/mortal-files.ts';

const firmware = (version: string, model = 'reference') =>
  packFirmware({ model, version, payload: new TextEncoder().encode(version) });

/** A disk with slots, as they are at each start. */
function createPlace() {
  const disk = createFilesDisk();
  const start = () => startSlots({ files: createMemoryFiles(disk), log: silentLog, model: 'reference' });
  const versionOf = (slots: Slots) => slots.running().header?.version ?? 'factory';
  return {
    disk,
    start,
    version: () => versionOf(start()),
    install(version: string, content = firmware(version)) {
      const files = createMemoryFiles(disk);
      const slots = startSlots({ files, log: silentLog, model: 'reference' });
      files.write(slots.vacate(), content);
      slots.switch();
    },
    damage(path: string) {
      const file = disk.files.get(path);
      assert.ok(file !== undefined);
      disk.files.set(path, { ...file, content: file.content.subarray(0, file.content.length - 1) });
    },
  };
}

describe('the slots', () => {
  it('run the factory firmware before anything was installed', () => {
    const { start } = createPlace();
    assert.deepEqual(start().running(), { slot: 'factory', header: undefined, onTrial: false });
    assert.deepEqual(start().identity, {});
  });

  it('run what was installed from the next start on, on trial until it is confirmed', () => {
    const place = createPlace();
    place.install('1');
    const slots = place.start();
    assert.deepEqual(
      [slots.running().slot, slots.running().onTrial, slots.identity],
      ['a', true, { firmwareVersion: '1' }],
    );
    slots.confirm();
    assert.equal(slots.running().onTrial, false);
    assert.equal(place.start().running().onTrial, false);
  });

  it(`go back after ${MOST_TRIALS} starts without a confirmation, and say what they refused`, () => {
    const place = createPlace();
    place.install('1');
    place.start().confirm();
    place.install('2');
    for (let start = 0; start < MOST_TRIALS; start += 1) assert.equal(place.version(), '2');
    const slots = place.start();
    assert.equal(slots.running().header?.version, '1');
    assert.equal(slots.refused()?.firmware?.version, '2');
    assert.equal(place.version(), '1');
  });

  it('do not run what is damaged, cut short or for another model', () => {
    for (const content of [firmware('2').subarray(0, 40), firmware('2', 'zaptec-pro'), new Uint8Array()]) {
      const place = createPlace();
      place.install('1');
      place.start().confirm();
      place.install('2', content);
      assert.equal(place.version(), '1');
    }
  });

  it('fall back on the firmware before, and then on that of the factory, when what runs is damaged', () => {
    const place = createPlace();
    for (const version of ['1', '2']) {
      place.install(version);
      place.start().confirm();
    }
    place.damage('firmware/b/package');
    assert.equal(place.version(), '1');
    place.damage('firmware/a/package');
    assert.equal(place.version(), 'factory');
  });

  it('of which nobody can tell what runs run the factory firmware', () => {
    for (const text of ['', '{', '{"running":"c"}', 'null']) {
      const place = createPlace();
      place.install('1');
      createMemoryFiles(place.disk).write('firmware/slots.json', text);
      assert.equal(place.version(), 'factory', text);
    }
  });

  it('install nothing from firmware that is on trial', () => {
    const place = createPlace();
    place.install('1');
    assert.throws(() => place.start().vacate(), /on trial/);
  });

  for (const when of ['before', 'after'] as const) {
    it(`run the old or the new firmware wherever the power goes, ${when} a write`, () => {
      const seen = new Set<string>();
      for (let cut = 1; ; cut += 1) {
        const place = createPlace();
        place.install('1');
        place.start().confirm();
        let writes = 0;
        let dead = false;
        const die = (): never => {
          dead = true;
          throw new PowerCut('now');
        };
        const files = createMortalFiles(
          createMemoryFiles(place.disk),
          () => !dead,
          () => {
            writes += 1;
            if (writes === cut && when === 'before') die();
            return () => (writes === cut && when === 'after' ? die() : undefined);
          },
        );
        try {
          const slots = startSlots({ files, log: silentLog, model: 'reference' });
          files.write(slots.vacate(), firmware('2'));
          slots.switch();
          startSlots({ files, log: silentLog, model: 'reference' }).confirm();
        } catch (error) {
          if (!(error instanceof PowerCut)) throw error;
        }
        seen.add(place.version());
        if (!dead) break;
      }
      assert.deepEqual([...seen].sort(), ['1', '2']);
    });
  }
});
