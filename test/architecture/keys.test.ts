/**
 * A configuration key that nothing reads does not exist (DESIGN rule 8). Shown by living: a charger's features are watched as
 * they read their keys. A key that only tells something either follows from what the charger has, or can have no other value.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, reply } from '../../src/central/scripted-answer.ts';
import { declaredKeys } from '../../src/charge-point.ts';
import type { Key } from '../../src/features/configuration/key.ts';
import { models } from '../../src/models/models.ts';
import { actions } from '../../src/ocpp16/actions.ts';
import type { ChargingProfile } from '../../src/ocpp16/types.ts';
import { CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';

/** Keys that are a note for people, and why. */
const everywhere = new Map([['ConnectorPhaseRotation', 'release note: for informational purposes only']]);
const notes = {
  'zaptec-pro': new Map([
    ...everywhere,
    ['SupportedFileTransferProtocols', 'release note: firmware and diagnostics are not there yet (RN-F2, RN-K3)'],
  ]),
  reference: everywhere,
} as const;

/** Keys that follow from what the charger has: the second test shows from what. */
const derived = [
  'NumberOfConnectors',
  'ConnectorPhaseRotationMaxLength',
  'ConnectorSwitch3to1PhaseSupported',
  'RandomisedDelayRemaining',
  'SupportedFeatureProfiles',
];

/** The names of the keys that the present charge point's features read from now on. */
function watch(world: World): ReadonlySet<string> {
  const read = new Set<string>();
  const { configuration } = world.chargePoint();
  const { value } = configuration;
  configuration.value = <V>(key: Key<V>): V => {
    read.add(key.name);
    return value(key);
  };
  return read;
}

const profile: ChargingProfile = {
  chargingProfileId: 1,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
};

/** A life in which every feature has something to do. */
async function live(world: World): Promise<void> {
  world.twin().start();
  await world.clock.settle();
  void world.charger.call('GetConfiguration', { key: ['NumberOfConnectors'] });
  void world.charger.call('SendLocalList', { listVersion: 1, updateType: 'Full' });
  void world.charger.call('GetDiagnostics', { location: 'http://files.example/' });
  void world.charger.call('SetChargingProfile', { connectorId: 0, csChargingProfiles: profile });
  void world.charger.call('GetCompositeSchedule', { connectorId: 1, duration: 60 });
  void world.charger.call('GetCompositeSchedule', { connectorId: 1, duration: 60, chargingRateUnit: 'W' });
  const certificateType = 'CentralSystemRootCertificate';
  void world.charger.call('InstallCertificate', { certificateType, certificate: 'no certificate' });
  void world.charger.call('CertificateSigned', { certificateChain: 'no certificate' });
  assert.equal(await world.configure('SecurityProfile', '1'), 'Accepted');
  await world.seconds(10);
  world.charger.intercept('StopTransaction', callError('InternalError'), { times: 1 });
  await world.charge();
  await world.seconds(1000);
  world.twin().board.plugOut(1);
  await world.seconds(200);
  const expiryDate = new Date(world.clock.now() + 1000).toISOString();
  void world.charger.call('ReserveNow', { connectorId: 0, expiryDate, idTag: CARD, reservationId: 1 });
  await world.seconds(2);
  // Nobody comes.
  void world.charger.call('RemoteStartTransaction', { idTag: OTHER_CARD });
  await world.seconds(60);
  world.charger.intercept('StartTransaction', reply({ transactionId: 7, idTagInfo: { status: 'Invalid' } }));
  assert.equal(await world.configure('StopTransactionOnInvalidId', 'false'), 'Accepted');
  world.twin().board.plugIn(1);
  void world.charger.call('RemoteStartTransaction', { idTag: OTHER_CARD, connectorId: 1 });
  await world.seconds(10);
  world.twin().setOnline(false);
  for (const card of [CARD, 'STRANGER']) {
    world.twin().board.swipe(card);
    await world.seconds(5);
  }
  world.chargePoint().reset('Soft');
  await world.seconds(120);
}

describe('the configuration keys', () => {
  for (const model of ['zaptec-pro', 'reference'] as const) {
    it(`of a ${model} are read by its features, but for those that only tell what is so`, async () => {
      const configuration = {
        AuthorizationKey: 'a text of 16 to 40',
        RandomisedDelayEnabled: 'true',
        RandomisedDelayMaxSeconds: '1',
      };
      const world = await createWorld({ model, off: true, configuration });
      const read = watch(world);
      await live(world);
      const idle = declaredKeys
        .filter(({ name }) => models[model].configuration[name] !== 'absent')
        .filter(({ name }) => !read.has(name) && !derived.includes(name) && !notes[model].has(name));
      // What nobody reads says what it must: it has one value, and no start-up file can give it another.
      for (const key of idle) {
        assert.equal(key.access, 'R', `nothing reads ${key.name}`);
        assert.deepEqual(key.parse(key.format(key.default)), { ok: true, value: key.default });
        for (const other of ['0', '1', '19', '21', '2147483647'].filter((text) => text !== key.format(key.default))) {
          assert.equal(key.parse(other).ok, false, `${key.name} can be ${other}, which nothing would act on`);
        }
      }
      assert.deepEqual(
        idle.map(({ name }) => name).filter((name) => !name.endsWith('MaxLength')),
        [],
      );
      // Neither table lists what is read after all.
      assert.deepEqual(
        [...derived, ...notes[model].keys()].filter((name) => read.has(name)),
        [],
      );
    });
  }

  it('that follow from what the charger has follow it, whatever the start-up file says', async () => {
    const world = await createWorld({
      model: 'reference',
      file: { connectors: [{ id: 1 }, { id: 2 }, { id: 3 }] },
      configuration: Object.fromEntries(
        derived.map((name) => [name, name === 'SupportedFeatureProfiles' ? 'Magic' : '9']),
      ),
    });
    assert.deepEqual(await world.key('NumberOfConnectors'), { value: '3', readonly: true });
    assert.deepEqual(await world.key('ConnectorPhaseRotationMaxLength'), { value: '4', readonly: true });
    const profiles = await world.key('SupportedFeatureProfiles');
    assert.equal(profiles?.readonly, true);
    const answered = new Set<string>(world.chargePoint().handledActions);
    const expected = [
      'Core',
      'FirmwareManagement',
      'LocalAuthListManagement',
      'Reservation',
      'SmartCharging',
      'RemoteTrigger',
    ];
    assert.deepEqual(
      profiles?.value?.split(','),
      expected.filter((name) =>
        Object.entries(actions).every(
          ([action, { profile, from }]) => profile !== name || from === 'charge point' || answered.has(action),
        ),
      ),
    );
    assert.ok(answered.has('Reset'));
  });

  it('of a list say how long it may be, and the list holds to it', async () => {
    const world = await createWorld({ configuration: { MeterValuesSampledDataMaxLength: '3' } });
    assert.ok(world.warnings.some((line) => line.includes('MeterValuesSampledDataMaxLength')));
    for (const list of [
      'MeterValuesSampledData',
      'MeterValuesAlignedData',
      'StopTxnSampledData',
      'StopTxnAlignedData',
    ]) {
      const { value: most } = (await world.key(`${list}MaxLength`)) ?? {};
      assert.equal(most, '20', list);
    }
    const { value: rotations } = (await world.key('ConnectorPhaseRotationMaxLength')) ?? {};
    assert.equal(rotations, '2');
    assert.equal(await world.configure('ConnectorPhaseRotation', '0.RST,1.RST'), 'Accepted');
    assert.equal(await world.configure('ConnectorPhaseRotation', '0.RST,1.RST,2.RST'), 'Rejected');
  });
});
