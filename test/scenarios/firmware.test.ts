import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFirmwareWorld } from './firmware-world.ts';

describe('x', () => {
  it('a', async () => {
    const world = await createFirmwareWorld();
    console.log(await world.update());
    await world.seconds(120);
    console.log(
      world.told(),
      world.version(),
      world.securityEvents(),
      world.warnings,
      world.statuses(),
      world.statuses(0),
    );
    world.assertNoComplaints();
  });
  it('b', async () => {
    const world = await createFirmwareWorld({ signed: true });
    console.log(await world.updateSigned(5));
    await world.seconds(120);
    console.log(
      world.toldSigned(),
      world.version(),
      world.securityEvents(),
      world.warnings,
      world.statuses(),
      world.statuses(0),
    );
    console.log(await world.update());
    world.assertNoComplaints();
  });
});
