/** The world of a charger that talks over a real WebSocket: the computer's time (the charger's own may run faster), chance and network. */
import { createSystemClock, type SystemClock } from '../clock/system-clock.ts';
import { createWebSocketTransport } from '../link/web-socket.ts';
import { createSystemRandom } from '../random/system-random.ts';
import { createNetworkTransfer } from '../transfer/network-transfer.ts';

export function createRealWorld(speed: number) {
  const clock: SystemClock = createSystemClock({ speed });
  const networkClock = createSystemClock();
  return {
    clock,
    networkClock,
    transport: createWebSocketTransport(),
    transfer: createNetworkTransfer({ clock: networkClock }),
    random: createSystemRandom(),
  };
}
