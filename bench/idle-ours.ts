/** Many charge points that are connected, booted and idle. */
import { boot, createSite } from './charge-points.ts';
import { tellIdleMemory } from './idle-memory.ts';

const [csmsUrl = '', count = '', folder = ''] = process.argv.slice(2);
const site = createSite(csmsUrl, folder);
await tellIdleMemory(Number(count), async (index) => {
  const twin = site.chargePoint(`idle-${index}`);
  await boot(twin);
  return twin;
});
