/** Heartbeats over a bare `ws` socket: the same frames, made by JSON.stringify and read by JSON.parse, one promise each. */
import { randomUUID } from 'node:crypto';
import { openBareSocket } from './bare-socket.ts';
import { answerRounds } from './heartbeat-round.ts';

const [csmsUrl = ''] = process.argv.slice(2);
const socket = await openBareSocket(csmsUrl, 'heartbeat-floor');

let asked: { readonly id: string; readonly resolve: (payload: unknown) => void } | undefined;
socket.on('message', (data) => {
  const [, id, payload] = JSON.parse(String(data)) as [3, string, unknown];
  if (asked?.id === id) asked.resolve(payload);
});

answerRounds(async () => {
  const id = randomUUID();
  const answered = new Promise((resolve) => {
    asked = { id, resolve };
  });
  socket.send(JSON.stringify([2, id, 'Heartbeat', {}]));
  await answered;
});
