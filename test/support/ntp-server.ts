/**
 * A time server in a process of its own, over real UDP on loopback: it tells the computer's time, at stratum 8, and says on its
 * standard output at which port. For machines without chrony.
 */
import { createSocket } from 'node:dgram';
import { decodePacket, encodePacket, encodeTimestamp, MODE_CLIENT } from '../../src/clock/ntp-packet.ts';
import { answerTo } from './loopback-ntp.ts';

const socket = createSocket('udp4');
socket.on('message', (bytes, { address, port }) => {
  const receive = encodeTimestamp(Date.now());
  const question = decodePacket(bytes);
  if (question?.mode !== MODE_CLIENT) return;
  const times = { receive, transmit: encodeTimestamp(Date.now()) };
  socket.send(encodePacket({ ...answerTo(question), ...times, stratum: 8, rootDelayMs: 0 }), port, address);
});
socket.bind(0, '127.0.0.1', () => console.log(socket.address().port));
