/** The local list under any sequence of messages: it is what a model of a few lines has. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createVirtualClock } from '../../../src/clock/virtual-clock.ts';
import { createConfiguration, createKeyTable } from '../../../src/features/configuration/configuration.ts';
import { localListKeys } from '../../../src/features/local-list/keys.ts';
import type { Update } from '../../../src/features/local-list/list.ts';
import { createLocalListFeature } from '../../../src/features/local-list/local-list.ts';
import { silentLog } from '../../../src/log/log.ts';
import { authorizationStatuses, type UpdateStatus } from '../../../src/ocpp16/types.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../../src/store/memory.ts';

/** Small, so that messages run into them. */
const MAX_ENTRIES = 5;
const MAX_PER_MESSAGE = 4;

/** Some are the same but for their case. */
const idTags = ['A', 'a', 'B', 'b', 'C', 'D', 'E', 'F', '', '\0'];

interface Model {
  enabled: boolean;
  version: number;
  listed: Map<string, string>;
}

/** What the specification says, written down once more. */
function expected(model: Model, { listVersion, updateType, localAuthorizationList: list = [] }: Update): UpdateStatus {
  if (!model.enabled) return 'NotSupported';
  const tags = list.map(({ idTag }) => idTag.toLowerCase());
  if (listVersion < 1 || list.length > MAX_PER_MESSAGE || tags.some((tag, index) => tags.indexOf(tag) !== index))
    return 'Failed';
  if (updateType === 'Full' && list.some((entry) => !('idTagInfo' in entry))) return 'Failed';
  const current = model.listed.size === 0 ? 0 : model.version;
  if (updateType === 'Differential' && listVersion <= current) return 'VersionMismatch';
  const next = new Map(updateType === 'Full' ? [] : model.listed);
  for (const { idTag, idTagInfo } of list) {
    if (idTagInfo === undefined) next.delete(idTag.toLowerCase());
    else next.set(idTag.toLowerCase(), idTagInfo.status);
  }
  if (next.size > MAX_ENTRIES) return 'Failed';
  model.listed = next;
  model.version = listVersion;
  return 'Accepted';
}

const entry = fc.record(
  {
    idTag: fc.constantFrom(...idTags),
    idTagInfo: fc.record({ status: fc.constantFrom(...authorizationStatuses) }),
  },
  { requiredKeys: ['idTag'] },
);
const update: fc.Arbitrary<Update> = fc.record(
  {
    listVersion: fc.integer({ min: -2, max: 12 }),
    updateType: fc.constantFrom('Full', 'Differential', 'Differential'),
    localAuthorizationList: fc.array(entry, { maxLength: MAX_PER_MESSAGE + 1 }),
  },
  { requiredKeys: ['listVersion', 'updateType'] },
);
const step = fc.oneof(
  { weight: 10, arbitrary: update },
  { weight: 1, arbitrary: fc.constantFrom('switch', 'power cut') },
);

describe('the local list', () => {
  it('is after any sequence of messages, switches and power cuts what the model has', () => {
    const answers = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const disk = createMemoryDisk();
        const model: Model = { enabled: true, version: 0, listed: new Map() };
        let charger = powerOn();

        function powerOn() {
          const store = createMemoryDatabase(disk).open('CP001');
          const configuration = createConfiguration({
            table: createKeyTable(localListKeys, { name: 'reference', configuration: {} }),
            store,
            log: silentLog,
            charger: { connectors: 1, measurands: {} },
            initial: { LocalAuthListMaxLength: `${MAX_ENTRIES}`, SendLocalListMaxLength: `${MAX_PER_MESSAGE}` },
          });
          const forgotten = new Set<string>();
          const list = createLocalListFeature({
            clock: createVirtualClock(),
            log: silentLog,
            store,
            configuration,
            cache: { forget: (idTag) => void forgotten.add(idTag) },
            changed: () => undefined,
          });
          return { configuration, list, forgotten };
        }

        for (const each of steps) {
          if (each === 'power cut') charger = powerOn();
          else if (each === 'switch') {
            model.enabled = !model.enabled;
            charger.configuration.change('LocalAuthListEnabled', String(model.enabled));
          } else {
            const status = expected(model, each);
            charger.forgotten.clear();
            assert.deepEqual(replyOf(charger.list.handlers.SendLocalList?.(each)), { status });
            const named = (each.localAuthorizationList ?? []).map(({ idTag }) => idTag);
            assert.deepEqual(charger.forgotten, new Set(status === 'Accepted' ? named : []));
            answers.add(status);
          }
          const version = model.listed.size === 0 ? 0 : model.version;
          assert.deepEqual(replyOf(charger.list.handlers.GetLocalListVersion?.({})), {
            listVersion: model.enabled ? version : -1,
          });
          for (const idTag of idTags) {
            const listed = model.enabled ? model.listed.get(idTag.toLowerCase()) : undefined;
            assert.equal(charger.list.listed(idTag)?.status, listed);
          }
        }
      }),
      { numRuns: 500 },
    );
    assert.deepEqual(answers, new Set(['Accepted', 'Failed', 'NotSupported', 'VersionMismatch']));
  });
});

function replyOf(handled: unknown): unknown {
  return (handled as { readonly reply: unknown } | undefined)?.reply;
}
