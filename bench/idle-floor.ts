/** Many bare `ws` sockets that are connected and idle. */
import { openBareSocket } from './bare-socket.ts';
import { tellIdleMemory } from './idle-memory.ts';

const [csmsUrl = '', count = ''] = process.argv.slice(2);
await tellIdleMemory(Number(count), (index) => openBareSocket(csmsUrl, `idle-${index}`));
