/**
 * A twin with somebody who operates it and sees what comes of it: the hands and eyes of scenarios and of tests.
 *
 * Guarantees:
 * - it operates with the control API's own calls;
 * - a frame is looked for from the last act on, and after the frame that was found last, so a frame is found at most once and
 *   none from before; times are the charger's;
 * - what does not come about rejects with an ExpectationError that says what was there instead, with the last frames.
 */
import { createOperations } from '../api/operations.ts';
import type { Status } from '../api/schemas.ts';
import { explain } from '../schema/validate.ts';
import { createTwin, type Twin, type TwinOptions } from '../twin.ts';
import { type Conditions, describeConditions, unmet } from './conditions.ts';
import { ExpectationError } from './expectation-error.ts';
import { createFrameLog, type SeenFrame } from './frame-log.ts';
import { describePattern, type FramePattern, fits, isOfKind, payloadMismatches } from './frame-pattern.ts';
import { waitFor } from './wait.ts';

export interface Witness {
  /** Not yet started. */
  readonly twin: Twin;
  /** As GET /status shows it. */
  status(): Status;
  /** Every frame, oldest first. */
  readonly frames: readonly SeenFrame[];
  /** One of the API's calls, by operationId: an act. Throws ProblemError. */
  operate(id: string, params?: Readonly<Record<string, string>>, body?: unknown): unknown;
  /** An act that is none of the API's: frames are looked for from here on. */
  act(): void;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** The next frame that fits. */
  frame(pattern: FramePattern, withinMs: number): Promise<SeenFrame>;
  /** A frame for each pattern, in whatever order; of those that fit several, the earlier pattern gets it. */
  allFrames(patterns: readonly FramePattern[], withinMs: number): Promise<readonly SeenFrame[]>;
  /** No frame that fits, from the last act on until so many ms from now. */
  noFrame(pattern: FramePattern, forMs: number): Promise<void>;
  /** All of the conditions hold. `connector` for those that are of one. */
  until(wanted: Conditions, connector: number, withinMs: number): Promise<void>;
  /** Something that only a function can tell; `what` is for people. */
  untilTrue(holds: (status: Status) => boolean, what: string, withinMs: number): Promise<void>;
  /** What to reject with. */
  disappointed(message: string): ExpectationError;
  /** The power goes, and nothing is watched any longer. */
  stop(): void;
}

/** How long something may take when nobody says, s. */
export const PATIENCE_S = 30;

/** How many frames are told with what went wrong. */
const LINES = 12;

export function createWitness(options: TwinOptions): Witness {
  const twin = createTwin(options);
  const parts = { twin, networkClock: options.networkClock ?? twin.clock, log: options.log };
  const operations = createOperations(parts);
  const log = createFrameLog(twin);

  const disappointed = (message: string) => new ExpectationError(message, log.lastLines(LINES));
  const wait = <T>(withinMs: number, look: () => T | undefined) => waitFor(parts, withinMs, look);

  /** Where frames cannot come from; nothing when there is a connection. */
  function unconnected(): string {
    const { state, because } = operations.status().link;
    if (state === 'connected') return '';
    return `, and no connection: the link is ${state}${because === undefined ? '' : `, because of ${because}`}`;
  }

  /** Why none of the frames is the one that was waited for. */
  function near(pattern: FramePattern): string {
    const alike = log.sinceMark().filter((frame) => isOfKind(pattern, frame));
    const nearest = alike.at(-1);
    if (nearest !== undefined) {
      const reasons = payloadMismatches(pattern, nearest).map(explain).join('; ');
      return `there ${alike.length === 1 ? 'was one' : `were ${alike.length}, the last one`} with ${reasons}`;
    }
    const earlier = log.frames.findLast((frame) => fits(pattern, frame));
    if (earlier === undefined) return `there was none${unconnected()}`;
    return `there was none since the last act or the frame found last, only one ${seconds(twin.clock.now() - earlier.at)} ago`;
  }

  return {
    twin,
    status: operations.status,
    frames: log.frames,
    operate(id, params = {}, body = {}) {
      log.mark();
      return operations.run(id, params, body);
    },
    act: log.mark,
    pass: (ms) => new Promise((resolve) => twin.clock.after(ms, resolve)),
    async frame(pattern, withinMs) {
      const found = await wait(withinMs, () => log.find((frame) => fits(pattern, frame)));
      if (found === undefined) {
        throw disappointed(`waited ${seconds(withinMs)} for ${describePattern(pattern)}; ${near(pattern)}`);
      }
      log.take(found);
      return found;
    },
    async allFrames(patterns, withinMs) {
      let found: readonly (SeenFrame | undefined)[] = [];
      const all = await wait(withinMs, () => {
        found = assign(patterns, log.sinceMark());
        return found.every((frame) => frame !== undefined) ? (found as readonly SeenFrame[]) : undefined;
      });
      if (all === undefined) {
        const missing = patterns.filter((_, index) => found[index] === undefined);
        const told = missing.map((pattern) => `${describePattern(pattern)} (${near(pattern)})`);
        throw disappointed(`waited ${seconds(withinMs)} for ${told.join(', and for ')}`);
      }
      for (const frame of all) log.take(frame);
      return all;
    },
    async noFrame(pattern, forMs) {
      const look = () => log.find((frame) => fits(pattern, frame));
      // The time is up when it is up: here waiting longer than was asked for would be another question.
      const found = await waitFor(parts, forMs, look, 0);
      if (found !== undefined) throw disappointed(`there was ${describePattern(pattern)}, which was not to come`);
    },
    async until(wanted, connector, withinMs) {
      const holds = () => (unmet(wanted, operations.status(), connector).length === 0 ? true : undefined);
      if ((await wait(withinMs, holds)) === true) return;
      const was = unmet(wanted, operations.status(), connector).join(', ');
      throw disappointed(`waited ${seconds(withinMs)} for ${describeConditions(wanted, connector)}; ${was}`);
    },
    async untilTrue(holds, what, withinMs) {
      if ((await wait(withinMs, () => (holds(operations.status()) ? true : undefined))) === true) return;
      throw disappointed(`waited ${seconds(withinMs)} for ${what}`);
    },
    disappointed,
    stop() {
      log.stop();
      twin.stop();
    },
  };
}

/** For each pattern the first frame that fits and that no pattern before it has. */
function assign(patterns: readonly FramePattern[], frames: readonly SeenFrame[]): readonly (SeenFrame | undefined)[] {
  const taken = new Set<SeenFrame>();
  return patterns.map((pattern) => {
    const found = frames.find((frame) => !taken.has(frame) && fits(pattern, frame));
    if (found !== undefined) taken.add(found);
    return found;
  });
}

function seconds(ms: number): string {
  return `${Math.round(ms) / 1000} s`;
}
