/**
 * How Node.js is to be started for a process with many charge points. A fleet's process is meant to be started so.
 *
 * Guarantee: these options change how much memory the process keeps for itself, and nothing that it does.
 */
export const nodeOptionsForMany: readonly string[] = [
  // What a booting charge point needs is garbage a moment later; with 16 MB and more for new objects, the default, the process
  // grows before it looks for any.
  '--max-semi-space-size=2',
  // Threads that compile beside the program keep what they once needed, some 10 MB each, although it is free.
  '--no-concurrent-recompilation',
];
