/** The charger of this folder on simulated hardware, before a Central System that sends it a vendor's messages. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { createSystemClock, createSystemRandom, createVirtualBoard, silentLog } from 'pilotwire';
import { WebSocketServer } from 'ws';
import { startCharger } from './charger.ts';

it('answers the messages of its vendor', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'embedding-'));
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'ocpp1.6' });
  await new Promise((resolve) => server.once('listening', resolve));
  const asked = [
    { vendorId: 'com.example', messageId: 'ShowText', data: 'hello' },
    { vendorId: 'com.example', messageId: 'ReadSensor' },
    { vendorId: 'com.example', messageId: 'Dance' },
    { vendorId: 'com.else', messageId: 'ShowText' },
  ];
  const answers: unknown[] = [];
  const answered = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      const ask = () => socket.send(JSON.stringify([2, String(answers.length), 'DataTransfer', asked[answers.length]]));
      socket.on('message', (text) => {
        const [type, id, actionOrAnswer] = JSON.parse(String(text));
        if (type === 3) {
          answers.push(actionOrAnswer);
          if (answers.length === asked.length) resolve();
          else ask();
        } else if (actionOrAnswer === 'BootNotification') {
          const currentTime = new Date().toISOString();
          socket.send(JSON.stringify([3, id, { status: 'Accepted', currentTime, interval: 300 }]));
          ask();
        } else socket.send(JSON.stringify([3, id, {}]));
      });
    });
  });
  const { port } = server.address() as AddressInfo;
  const registers = new Map<number, number>();
  const stop = startCharger({
    board: createVirtualBoard({
      clock: createSystemClock(),
      random: createSystemRandom(),
      grid: { type: 'TN', voltageV: 230, phases: 3 },
      connectors: [{ id: 1 }],
      memory: { load: (connector) => registers.get(connector) ?? 0, save: (id, wh) => void registers.set(id, wh) },
    }),
    csmsUrl: `ws://127.0.0.1:${port}/ocpp`,
    file: join(folder, 'charger.sqlite'),
    log: silentLog,
  });
  await answered;
  stop();
  server.close();
  rmSync(folder, { recursive: true });
  assert.deepEqual(answers, [
    { status: 'Accepted' },
    { status: 'Accepted', data: '{"celsius":21}' },
    { status: 'UnknownMessageId' },
    { status: 'UnknownVendorId' },
  ]);
});
