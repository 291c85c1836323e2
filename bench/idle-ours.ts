/** Many charge points that are connected, booted and idle. The code is loaded as the command's entry loads it, from the compile cache. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { boot, createSite } = await import('./charge-points.ts');
const { tellIdleMemory } = await import('./idle-memory.ts');

const [csmsUrl = '', count = '', folder = ''] = process.argv.slice(2);
const site = createSite(csmsUrl, folder);
await tellIdleMemory(Number(count), async (index) => {
  const twin = site.chargePoint(`idle-${index}`);
  await boot(twin);
  return twin;
});
