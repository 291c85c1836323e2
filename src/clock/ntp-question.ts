/**
 * Asks one time server a few times and keeps the best of its answers.
 *
 * Guarantees:
 * - it ends, with an answer: after `SAMPLES` questions, or before, when the server cannot be reached or wants to be left alone;
 * - a question is asked at most each `SLOT_MS`, as public servers ask for, and waited for as long; what comes later, twice, or to
 *   nothing that was asked is not heard;
 * - the best sample is the one that was on its way for the shortest time: what delays a packet makes it wrong (RFC 5905, 10).
 */
import type { Random } from '../random/random.ts';
import type { Clock, Timer } from './clock.ts';
import type { Datagrams } from './datagrams.ts';
import type { Opinion } from './ntp-agreement.ts';
import { encodeQuestion, judge, type Question } from './ntp-packet.ts';
import type { NtpServer } from './ntp-server.ts';

/** How many questions make an opinion. */
export const SAMPLES = 4;

/** From one question to the next, ms: what servers that limit their clients take (ntpd's discard minimum). */
export const SLOT_MS = 2_000;

/** How long the name may take to be looked up, ms. */
const OPENING_MS = 10_000;

export type Answer =
  | { readonly kind: 'opinion'; readonly opinion: Opinion }
  | { readonly kind: 'kiss'; readonly code: string }
  | { readonly kind: 'none'; readonly why: string };

export interface Asking {
  readonly answer: Promise<Answer>;
  /** Ends it now, without an opinion. */
  stop(): void;
}

export function askServer(options: {
  readonly server: NtpServer;
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  readonly random: Random;
  readonly datagrams: Datagrams;
  readonly slotMs: number;
}): Asking {
  const { server, clock, random, datagrams, slotMs } = options;
  let question: Question | undefined;
  let asked = 0;
  let best: Opinion | undefined;
  let why = 'it is silent';
  let ended = false;
  let resolve: (answer: Answer) => void = () => undefined;
  const answer = new Promise<Answer>((settle) => {
    resolve = settle;
  });
  let timer: Timer = clock.after(OPENING_MS, () => end({ kind: 'none', why: 'its name is not found' }));

  const socket = datagrams.open(server, {
    opened: next,
    message(bytes) {
      if (question === undefined || ended) return;
      const judgement = judge(bytes, question, clock.elapsed());
      if (judgement.kind === 'foreign') return;
      question = undefined;
      if (judgement.kind === 'kiss') return end(judgement);
      if (judgement.kind === 'useless') why = judgement.why;
      else if (best === undefined || judgement.sample.delay < best.delay) {
        best = { ...judgement.sample, server: server.name };
      }
      if (asked === SAMPLES) conclude();
    },
    failed(reason) {
      why = reason;
      conclude();
    },
  });

  function next(): void {
    timer.cancel();
    if (asked === SAMPLES) conclude();
    else ask();
  }

  function ask(): void {
    asked += 1;
    question = { nonce: nonceOf(random), sentAt: clock.elapsed() };
    socket.send(encodeQuestion(question.nonce));
    timer = clock.after(slotMs, next);
  }

  function conclude(): void {
    end(best === undefined ? { kind: 'none', why } : { kind: 'opinion', opinion: best });
  }

  function end(how: Answer): void {
    if (ended) return;
    ended = true;
    timer.cancel();
    socket.close();
    resolve(how);
  }

  return { answer, stop: () => end({ kind: 'none', why: 'nobody wants to know any more' }) };
}

/** 64 bits of chance: of a UUID's 128 the first and the last 32 are nothing else. */
function nonceOf(random: Random): bigint {
  const digits = random.uuid().replaceAll('-', '');
  return BigInt(`0x${digits.slice(0, 8)}${digits.slice(-8)}`);
}
