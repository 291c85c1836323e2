import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createProgress, type ProgressAction, progressOf } from '../../src/central/progress.ts';
import { createCentralWorld } from './central-world.ts';

/** What is strange about these statuses, one after the other, after the request. */
function follow(action: ProgressAction, statuses: readonly string[], requestId?: number): readonly string[] {
  const progress = createProgress();
  progress.asked(action, requestId);
  return statuses.flatMap((status) => progress.told(action, status, requestId)).map(({ message }) => message);
}

describe('what is told of an upload or an update', () => {
  const right: readonly (readonly [action: ProgressAction, statuses: readonly string[]])[] = [
    ['DiagnosticsStatusNotification', ['Uploading', 'Uploaded']],
    ['DiagnosticsStatusNotification', ['Uploading', 'UploadFailed', 'Uploading', 'UploadFailed']],
    ['LogStatusNotification', ['Uploading', 'Uploading', 'Uploaded']],
    ['LogStatusNotification', ['PermissionDenied']],
    ['FirmwareStatusNotification', ['Downloading', 'Downloaded', 'Installing', 'Installed']],
    ['FirmwareStatusNotification', ['Downloading', 'DownloadFailed']],
    ['SignedFirmwareStatusNotification', ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'Installed']],
    [
      'SignedFirmwareStatusNotification',
      [
        'DownloadScheduled',
        'Downloading',
        'DownloadPaused',
        'Downloading',
        'Downloaded',
        'SignatureVerified',
        'InstallScheduled',
        'Installing',
        'InstallRebooting',
        'Installed',
      ],
    ],
    ['SignedFirmwareStatusNotification', ['Downloading', 'Downloaded', 'InvalidSignature']],
  ];
  for (const [action, statuses] of right) {
    test(`is in order: ${action} ${statuses.join(', ')}`, () => {
      assert.deepEqual(follow(action, statuses, 7), []);
    });
  }

  const wrong: readonly (readonly [action: ProgressAction, statuses: readonly string[], message: string])[] = [
    [
      'LogStatusNotification',
      ['Uploaded'],
      'Uploaded came after GetLog; after that may come Uploading, UploadFailure, BadMessage, PermissionDenied, NotSupportedOperation',
    ],
    [
      'LogStatusNotification',
      ['Uploading', 'Uploaded', 'Uploading'],
      'Uploading came after Uploaded; after that may come nothing',
    ],
    ['LogStatusNotification', ['Idle'], 'Idle was told, but nothing had asked for it'],
    [
      'SignedFirmwareStatusNotification',
      ['Downloading', 'Downloaded', 'Installing'],
      'Installing came after Downloaded; after that may come SignatureVerified, InvalidSignature',
    ],
    [
      'FirmwareStatusNotification',
      ['Downloading', 'Installed'],
      'Installed came after Downloading; after that may come Downloaded, DownloadFailed',
    ],
  ];
  for (const [action, statuses, message] of wrong) {
    test(`is out of order: ${action} ${statuses.join(', ')}`, () => {
      assert.deepEqual(follow(action, statuses, 7), [message]);
    });
  }

  test('may be anything after a time in which something may have been missed', () => {
    const progress = createProgress();
    progress.asked('LogStatusNotification', 7);
    progress.missed();
    assert.deepEqual(progress.told('LogStatusNotification', 'Uploaded', 7), []);
  });

  test('may be Idle as often as it was triggered', () => {
    const progress = createProgress();
    progress.triggered('LogStatusNotification');
    progress.triggered('LogStatusNotification');
    assert.deepEqual(progress.told('LogStatusNotification', 'Idle', undefined), []);
    assert.deepEqual(progress.told('LogStatusNotification', 'Idle', undefined), []);
    assert.equal(progress.told('LogStatusNotification', 'Idle', undefined).length, 1);
  });

  test('is of a request that was made, but for firmware, which makers send, too', () => {
    const progress = createProgress();
    assert.match(
      progress.told('LogStatusNotification', 'Uploading', 7)[0]?.message ?? '',
      /^Uploading was told after GetLog of request 7, which was not made here$/,
    );
    assert.match(
      progress.told('DiagnosticsStatusNotification', 'Uploading', undefined)[0]?.message ?? '',
      /without one$/,
    );
    assert.deepEqual(progress.told('FirmwareStatusNotification', 'Installing', undefined), []);
  });

  test('is begun by the CALL that asks for it', () => {
    assert.equal(progressOf('GetLog'), 'LogStatusNotification');
    assert.equal(progressOf('Reset'), undefined);
  });
});

describe('a GetLog', () => {
  const getLog = { logType: 'SecurityLog', log: { remoteLocation: 'http://logs.example/' } } as const;

  async function asked(status: 'Accepted' | 'Rejected' | 'AcceptedCanceled') {
    const world = createCentralWorld();
    const charger = await world.join('CP1', { GetLog: () => ({ reply: { status } }) });
    void world.central.charger('CP1').call('GetLog', { ...getLog, requestId: 5 });
    await world.clock.settle();
    return { ...world, charger };
  }

  for (const status of ['Accepted', 'AcceptedCanceled'] as const) {
    test(`that was ${status} may be told of, by its number`, async () => {
      const { charger, complaints } = await asked(status);
      await charger.ask('LogStatusNotification', { status: 'Uploading', requestId: 5 });
      assert.deepEqual(complaints(), []);
      await charger.ask('LogStatusNotification', { status: 'Uploading', requestId: 6 });
      assert.deepEqual(complaints(), ['log-status']);
    });
  }

  test('that was Rejected is not told of', async () => {
    const { charger, complaints } = await asked('Rejected');
    await charger.ask('LogStatusNotification', { status: 'Uploading', requestId: 5 });
    assert.deepEqual(complaints(), ['log-status']);
  });
});

describe('GetDiagnostics', () => {
  for (const [fileName, complained] of [
    ['log.gz', []],
    [undefined, ['diagnostics-status']],
  ] as const) {
    test(`with ${fileName ?? 'no file name'} is ${complained.length === 0 ? '' : 'not '}followed by a status`, async () => {
      const { join, central, clock, complaints } = createCentralWorld();
      const reply = fileName === undefined ? {} : { fileName };
      const charger = await join('CP1', { GetDiagnostics: () => ({ reply }) });
      void central.charger('CP1').call('GetDiagnostics', { location: 'http://logs.example/' });
      await clock.settle();
      await charger.ask('DiagnosticsStatusNotification', { status: 'Uploading' });
      assert.deepEqual(complaints(), complained);
    });
  }
});

describe('a security event', () => {
  test('of a type that the white paper does not know is an oddity', async () => {
    const { join, central, complaints, time } = createCentralWorld();
    const charger = await join('CP1');
    await charger.ask('SecurityEventNotification', { type: 'FailedToAuthenticateAtCsms', timestamp: time() });
    assert.deepEqual(complaints(), ['security-event']);
    assert.equal(central.complaints[0]?.weight, 'oddity');
  });
});
