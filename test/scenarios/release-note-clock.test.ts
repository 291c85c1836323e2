/** The release note's rows on the clock and on BootNotification (RN-L6, RN-L7), each on a whole charger. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CentralEvent } from '../../src/central/central-charger.ts';
import { reply } from '../../src/central/scripted-answer.ts';
import { CARD, createWorld } from '../support/world.ts';
import { count, type ModelName, modelNames } from './sent.ts';

/** A visit and some idle hours with a Central System that says of the time what `lie` makes of it; all that the charger sent. */
async function visit(model: ModelName, lie: ((currentTime: string) => string) | undefined): Promise<readonly string[]> {
  const texts: string[] = [];
  const observe = (event: CentralEvent) => {
    if (event.kind === 'frame' && event.frame.direction === 'in') texts.push(event.frame.text);
  };
  const world = await createWorld({ model, central: { observe }, off: true });
  if (lie !== undefined) {
    for (const action of ['BootNotification', 'Heartbeat'] as const) {
      world.central.intercept(action, ({ usual }) => {
        const answer = usual();
        if (answer.kind !== 'reply') return answer;
        return reply({ ...answer.payload, currentTime: lie(answer.payload.currentTime) });
      });
    }
  }
  world.twin().start();
  await world.seconds(400);
  await world.charge();
  await world.seconds(3600);
  world.twin().board.swipe(CARD);
  await world.seconds(30);
  world.twin().board.plugOut(1);
  await world.seconds(3600);
  assert.equal(count(world, 'Heartbeat'), 25);
  assert.equal(count(world, 'StopTransaction'), 1);
  world.assertNoComplaints();
  return texts;
}

const lies: readonly (readonly [name: string, lie: (currentTime: string) => string])[] = [
  ['ten years behind', (time) => time.replace(/^\d{4}/, '2016')],
  ['in 1970', () => '1970-01-01T00:00:00Z'],
  ['ninety years ahead, in another zone', (time) => time.replace(/^\d{4}/, '2116').replace('Z', '+05:30')],
  ['standing still', () => '2026-01-01T00:00:00.000Z'],
];

for (const model of modelNames) {
  describe(`the clock of a ${model}`, () => {
    for (const [name, lie] of lies) {
      it(`RN-L6 ${model}: sends the same, to the letter, to a Central System whose clock is ${name}`, async () => {
        assert.deepEqual(await visit(model, lie), await visit(model, undefined));
      });
    }

    it(`RN-L6 ${model}: writes all its timestamps in UTC, with a Z`, async () => {
      const timestamps = (await visit(model, undefined)).flatMap((text) =>
        [...text.matchAll(/"timestamp":"([^"]*)"/g)].map(([, timestamp]) => timestamp ?? ''),
      );
      assert.ok(timestamps.length > 70);
      for (const timestamp of timestamps) assert.match(timestamp, /^2026-01-01T0\d:\d\d:\d\d(\.\d{3})?Z$/);
    });
  });

  describe(`the BootNotification of a ${model}`, () => {
    const meter = { meterType: 'MID-3P', meterSerialNumber: 'M-0001' };

    it(`RN-L7 ${model}: names the meter of the start-up file only where the model does`, async () => {
      const identity = { chargePointId: 'CP001', iccid: '8947', imsi: '24201', ...meter };
      const world = await createWorld({ model, file: { identity } });
      const boot = world.charger.boot;
      assert.deepEqual(
        { meterType: boot?.meterType, meterSerialNumber: boot?.meterSerialNumber },
        model === 'reference' ? meter : { meterType: undefined, meterSerialNumber: undefined },
      );
      assert.deepEqual([boot?.iccid, boot?.imsi], ['8947', '24201']);
      const [text = ''] = world.charger.frames
        .filter(({ action }) => action === 'BootNotification')
        .map((frame) => frame.text);
      assert.equal(text.includes('meter'), model === 'reference');
      world.assertNoComplaints();
    });

    it(`RN-L7 ${model}: does not name a meter of which nobody has told`, async () => {
      const world = await createWorld({ model });
      const [text = ''] = world.charger.frames
        .filter(({ action }) => action === 'BootNotification')
        .map((frame) => frame.text);
      assert.match(text, /BootNotification/);
      assert.doesNotMatch(text, /meter/);
      const boot = world.charger.boot;
      assert.deepEqual(
        [boot?.chargePointVendor, boot?.chargePointModel, boot?.firmwareVersion],
        model === 'reference' ? ['pilotwire', 'reference', '0.1.0'] : ['Zaptec', 'Zaptec Pro', '7.5.4.0'],
      );
      assert.match(boot?.chargePointSerialNumber ?? '', model === 'reference' ? /^PWR\d{6}$/ : /^ZPR\d{6}$/);
    });
  });
}
