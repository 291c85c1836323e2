/** Ctrl-C and SIGTERM: the first asks to stop, the second (or five seconds) does not ask. */

const PATIENCE_MS = 5_000;

/** Ends when somebody wants the process to stop. After that the process has five seconds. */
export async function untilStopped(): Promise<NodeJS.Signals> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const giveUp = () => process.exit(1);
  process.once('SIGINT', giveUp);
  process.once('SIGTERM', giveUp);
  setTimeout(giveUp, PATIENCE_MS).unref();
  return signal;
}
