/**
 * Time servers in memory, under a virtual clock: `clock.now()` is the truth, and each server tells what it makes of it.
 * Real packets travel both ways.
 */
import type { Clock } from '../../src/clock/clock.ts';
import type { DatagramListener, Datagrams } from '../../src/clock/datagrams.ts';
import { decodePacket, encodePacket, encodeTimestamp, type NtpPacket } from '../../src/clock/ntp-packet.ts';

export interface LoopbackServer {
  /** How far its clock is ahead of the truth, ms. */
  offsetMs?: number;
  /** ms, the same each time, or that of the nth question (from 1). */
  thereMs?: number | ((nth: number) => number);
  backMs?: number | ((nth: number) => number);
  silent?: boolean;
  /** The way to it is broken: `failed` says so. */
  unreachable?: boolean;
  /** What it makes of an honest answer. */
  changes?: Partial<NtpPacket>;
  /** What somebody else sends in its name, before its own answer comes. */
  forged?: (honest: NtpPacket) => Uint8Array;
}

export interface LoopbackNtp extends Datagrams {
  /** The packets that came to a server. */
  asked(host: string): readonly NtpPacket[];
  /** How many sockets are open. */
  sockets(): number;
}

export function createLoopbackNtp(clock: Clock, servers: Readonly<Record<string, LoopbackServer>>): LoopbackNtp {
  const heard = new Map<string, NtpPacket[]>();
  let count = 0;

  function open({ host }: { readonly host: string }, listener: DatagramListener) {
    const server = servers[host];
    let isOpen = true;
    count += 1;
    const close = (): void => {
      if (isOpen) count -= 1;
      isOpen = false;
    };
    clock.after(0, () => {
      if (!isOpen) return;
      if (server !== undefined && !server.unreachable) return listener.opened();
      close();
      listener.failed(server === undefined ? `there is no ${host}` : 'connection refused');
    });
    const deliver = (bytes: Uint8Array): void => {
      if (isOpen) listener.message(bytes);
    };
    return {
      close,
      send(bytes: Uint8Array) {
        const question = decodePacket(bytes);
        if (!isOpen || server === undefined || question === undefined) return;
        const questions = heard.get(host) ?? [];
        heard.set(host, questions);
        questions.push(question);
        if (server.silent) return;
        const { offsetMs = 0, thereMs = 5, backMs = 5 } = server;
        const nth = questions.length;
        clock.after(at(thereMs, nth), () => {
          const time = encodeTimestamp(clock.now() + offsetMs);
          const honest = { ...answerTo(question), receive: time, transmit: time };
          const { forged } = server;
          if (forged !== undefined) clock.after(1, () => deliver(forged(honest)));
          clock.after(at(backMs, nth), () => deliver(encodePacket({ ...honest, ...server.changes })));
        });
      },
    };
  }

  return { open, asked: (host) => heard.get(host) ?? [], sockets: () => count };
}

/** What an honest server of stratum 2 says, but for the time. */
export function answerTo(question: NtpPacket): NtpPacket {
  return {
    leap: 0,
    version: question.version,
    mode: 4,
    stratum: 2,
    rootDelayMs: 10,
    rootDispersionMs: 5,
    referenceId: 'GPS',
    origin: question.transmit,
    receive: 0n,
    transmit: 0n,
  };
}

function at(ms: number | ((nth: number) => number), nth: number): number {
  return typeof ms === 'number' ? ms : ms(nth);
}
