import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  decodePacket,
  decodeTimestamp,
  encodePacket,
  encodeQuestion,
  encodeTimestamp,
  GREATEST_ROOT_DISTANCE_MS,
  judge,
  type NtpPacket,
  PACKET_LENGTH,
} from '../../src/clock/ntp-packet.ts';
import { answerTo } from '../support/loopback-ntp.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const nonce = 0x0123_4567_89ab_cdefn;

/** 2024 to 2160. */
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2024, 0, 1) + 2 ** 32 * 1000 - 1 });

/** An answer that is right, but for `changes`. It left at noon, 40 ms after it had come. */
function answer(changes: Partial<NtpPacket> = {}): Uint8Array {
  const question = decodePacket(encodeQuestion(nonce));
  assert.ok(question);
  const times = { receive: encodeTimestamp(NOON - 40), transmit: encodeTimestamp(NOON) };
  return encodePacket({ ...answerTo(question), ...times, ...changes });
}

/** Asked at 1,000, answered at 1,100: 60 ms on the way. */
const judged = (bytes: Uint8Array) => judge(bytes, { nonce, sentAt: 1_000 }, 1_100);

describe('a timestamp of NTP', () => {
  it('is known from the protocol: 1970, the last second of era 0, and the first of era 1', () => {
    assert.equal(encodeTimestamp(0), 2_208_988_800n << 32n);
    assert.equal(decodeTimestamp(0xffff_ffff_8000_0000n), Date.UTC(2036, 1, 7, 6, 28, 15, 500));
    assert.equal(decodeTimestamp(0n), Date.UTC(2036, 1, 7, 6, 28, 16));
    assert.equal(encodeTimestamp(Date.UTC(2036, 1, 7, 6, 28, 16)), 0n);
  });

  it('survives, in whole ms, from 2024 to 2160', () => {
    fc.assert(
      fc.property(moment, (ms) => {
        assert.ok(Math.abs(decodeTimestamp(encodeTimestamp(ms)) - ms) < 0.001);
      }),
    );
  });

  it('that is later is a later moment', () => {
    const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const split = encodeTimestamp(Date.UTC(2024, 0, 1));
    const inOrder = (timestamp: bigint) => BigInt.asUintN(64, timestamp - split);
    fc.assert(
      fc.property(bits, bits, (one, other) => {
        const [first, second] = inOrder(one) <= inOrder(other) ? [one, other] : [other, one];
        assert.ok(decodeTimestamp(first) <= decodeTimestamp(second));
      }),
    );
  });
});

describe('a packet of NTP', () => {
  it('is read as it was written', () => {
    const bits = (count: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(count) - 1n });
    const short = fc.nat(2 ** 32 - 1).map((units) => (units / 65_536) * 1000);
    const packet = fc.record(
      {
        leap: fc.nat(3),
        version: fc.nat(7),
        mode: fc.nat(7),
        stratum: fc.nat(255),
        rootDelayMs: short,
        rootDispersionMs: short,
        referenceId: fc.constantFrom('', 'GPS', 'RATE', 'ÿ\u0080a'),
        origin: bits(64),
        receive: bits(64),
        transmit: bits(64),
      },
      { noNullPrototype: true },
    );
    fc.assert(fc.property(packet, (each) => assert.deepEqual(decodePacket(encodePacket(each)), each)));
  });

  it('that asks is 48 bytes, version 4, mode 3, and tells nothing but its nonce', () => {
    const bytes = encodeQuestion(nonce);
    assert.equal(bytes.length, PACKET_LENGTH);
    assert.equal(bytes[0], 0b00_100_011);
    assert.equal(Buffer.from(bytes.subarray(40)).toString('hex'), '0123456789abcdef');
    assert.ok(bytes.subarray(1, 40).every((byte) => byte === 0));
  });

  it('may be part of a larger buffer, and may have extensions', () => {
    const buffer = new Uint8Array(100).fill(7);
    buffer.set(answer(), 10);
    const judgement = judged(buffer.subarray(10));
    assert.equal(judgement.kind, 'sample');
  });
});

describe('an answer', () => {
  it('tells the time, how long it was on its way, and how wrong it may be', () => {
    const judgement = judged(answer());
    assert.ok(judgement.kind === 'sample');
    const { epoch, delay, distance, stratum } = judgement.sample;
    // It was noon in the middle of the way back: 30 ms before 1,100.
    assert.ok(Math.abs(epoch - (NOON - 1_070)) < 0.01);
    assert.ok(Math.abs(delay - 60) < 0.01);
    assert.ok(Math.abs(distance - (30 + 10 / 2 + 5)) < 0.1);
    assert.equal(stratum, 2);
  });

  it('is wrong by no more than half of what the two ways differ, nor than its distance', () => {
    const way = fc.nat(5_000);
    fc.assert(
      fc.property(moment, way, way, fc.nat(1_000), fc.nat(1e9), (epoch, there, back, thinking, sentAt) => {
        const receivedAt = sentAt + there + thinking + back;
        const bytes = answer({
          receive: encodeTimestamp(epoch + sentAt + there),
          transmit: encodeTimestamp(epoch + sentAt + there + thinking),
        });
        fc.pre(epoch + receivedAt < Date.UTC(2160, 0, 1));
        const judgement = judge(bytes, { nonce, sentAt }, receivedAt);
        assert.ok(judgement.kind === 'sample');
        const error = Math.abs(judgement.sample.epoch - epoch);
        assert.ok(error <= Math.abs(there - back) / 2 + 0.01);
        assert.ok(error <= judgement.sample.distance + 0.01);
      }),
    );
  });

  const foreign: readonly (readonly [string, Uint8Array])[] = [
    ['repeats another nonce', answer({ origin: nonce + 1n })],
    ['repeats none', answer({ origin: 0n })],
    ['is a question', answer({ mode: 3 })],
    ['is a broadcast', answer({ mode: 5 })],
    ['is too short', answer().subarray(0, 47)],
    ['is empty', new Uint8Array()],
  ];
  for (const [what, bytes] of foreign) {
    it(`that ${what} is none`, () => assert.deepEqual(judged(bytes), { kind: 'foreign' }));
  }

  const useless: readonly (readonly [string, Partial<NtpPacket>, RegExp])[] = [
    ['of a server that is not synchronised', { leap: 3 }, /not synchronised/],
    ['of stratum 16', { stratum: 16 }, /not synchronised/],
    ['of another version', { version: 2 }, /version 2/],
    ['without a time of arrival', { receive: 0n }, /does not tell the time/],
    ['without a time', { transmit: 0n }, /does not tell the time/],
    ['far from its source', { rootDispersionMs: GREATEST_ROOT_DISTANCE_MS }, /from its source/],
    ['far from its source by delay', { rootDelayMs: 2 * GREATEST_ROOT_DISTANCE_MS }, /from its source/],
    ['that leaves before it has come', { transmit: encodeTimestamp(NOON - 41) }, /contradict/],
    ['that took longer than we have waited', { receive: encodeTimestamp(NOON - 102) }, /contradict/],
  ];
  for (const [what, changes, why] of useless) {
    it(`${what} is of no use`, () => {
      const judgement = judged(answer(changes));
      assert.ok(judgement.kind === 'useless', judgement.kind);
      assert.match(judgement.why, why);
    });
  }

  it('of stratum 0 is a kiss, with its code', () => {
    assert.deepEqual(judged(answer({ stratum: 0, leap: 3, referenceId: 'RATE' })), { kind: 'kiss', code: 'RATE' });
    assert.deepEqual(judged(answer({ stratum: 0, referenceId: 'DENY', origin: 5n })), { kind: 'foreign' });
  });

  it('of strata 1 to 15 and of version 3 will do, whatever leap second is near', () => {
    for (const changes of [{ stratum: 1 }, { stratum: 15 }, { version: 3 }, { leap: 1 }, { leap: 2 }]) {
      assert.equal(judged(answer(changes)).kind, 'sample', JSON.stringify(changes));
    }
  });

  it('may be any bytes: nothing throws, and nothing but the nonce makes it one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => assert.deepEqual(judged(bytes), { kind: 'foreign' })),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 60 }), (bytes) => {
        new DataView(bytes.buffer).setBigUint64(24, nonce);
        const judgement = judged(bytes);
        if (judgement.kind === 'sample') assert.ok(Number.isFinite(judgement.sample.epoch));
      }),
    );
  });
});
