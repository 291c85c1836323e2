/** The floor's client: `ws` and nothing else, with the options that our own transport gives it. */
import { WebSocket } from 'ws';

/** Ends when the handshake is done. */
export function openBareSocket(csmsUrl: string, identity: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${csmsUrl}/${identity}`, 'ocpp1.6', { perMessageDeflate: false });
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}
