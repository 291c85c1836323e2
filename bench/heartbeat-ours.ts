/** Heartbeats of one charge point: its own `call`, through rpc, link and `ws`, to the promise of the validated answer. */
import { boot, createSite } from './charge-points.ts';
import { answerRounds } from './heartbeat-round.ts';

const [csmsUrl = '', folder = ''] = process.argv.slice(2);
const twin = createSite(csmsUrl, folder).chargePoint('heartbeat-ours');
await boot(twin);
const { call } = twin.chargePoint();

answerRounds(async () => {
  const outcome = await call('Heartbeat', {});
  if (outcome.kind !== 'confirmed') throw new Error(`a Heartbeat was ${outcome.kind}`);
});
