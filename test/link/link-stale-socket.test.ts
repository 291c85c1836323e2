import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { createLink } from '../../src/link/link.ts';
import type { SocketListener, Transport } from '../../src/link/transport.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { defaultSettings } from './link-world.ts';

describe('a link over a transport that does not keep its word', () => {
  it('ignores whatever a former socket says, and lets it disturb the present one in nothing', async () => {
    const clock = createVirtualClock();
    const listeners: SocketListener[] = [];
    const sent: string[] = [];
    const transport: Transport = {
      dial: (_target, listener) => {
        const number = listeners.push(listener);
        const say = (word: string) => void sent.push(`${number} ${word}`);
        return {
          send: (text) => say(text),
          ping: () => say('ping'),
          close: () => say('close'),
          terminate: () => say('terminate'),
        };
      },
    };
    const heard: string[] = [];
    const link = createLink({
      transport,
      clock,
      random: createSeededRandom(1),
      settings: () => defaultSettings,
      log: silentLog,
      listener: {
        up: () => heard.push('up'),
        down: (why) => heard.push(`down: ${why}`),
        message: (text) => heard.push(text),
        binary: (length) => heard.push(String(length)),
        refused: () => heard.push('refused'),
      },
    });
    const sayEverything = (listener: SocketListener | undefined) => {
      listener?.opened('ocpp1.6');
      listener?.message('stale');
      listener?.binary(1);
      listener?.pong();
      listener?.closed({ kind: 'closed', code: 1000, reason: '' });
    };
    link.goOnline();
    listeners[0]?.opened('ocpp1.6');
    link.reconnect('a new key');
    await clock.advance(1000);
    assert.deepEqual(sent, ['1 close', '1 terminate']);

    sayEverything(listeners[0]);
    assert.equal(link.state().kind, 'connecting');
    listeners[1]?.opened('ocpp1.6');
    await clock.advance(10_000);
    sayEverything(listeners[0]);
    assert.equal(link.state().kind, 'connected');
    assert.deepEqual(heard, ['up', 'down: a new key', 'up']);
    assert.deepEqual(sent.slice(2), ['2 ping']);

    await clock.advance(5000);
    assert.equal(heard.at(-1), 'down: nothing was heard within 5000 ms of a ping', 'a stale pong is no sign of life');
    sayEverything(listeners[1]);
    assert.equal(link.state().kind, 'waiting');
    assert.equal(heard.length, 4);
  });
});
