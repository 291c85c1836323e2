/** Gives frames to the browser to be saved, one JSON object a line. */
import type { Frame } from '../frame-book.ts';

export function linesOf(frames: readonly Frame[]): string {
  return frames
    .map(({ at, direction, kind, action, id, latencyMs, complaint, text }) =>
      JSON.stringify({ at: new Date(at).toISOString(), direction, kind, action, id, latencyMs, complaint, text }),
    )
    .map((line) => `${line}\n`)
    .join('');
}

export function saveAsLines(frames: readonly Frame[], name: string): void {
  const url = URL.createObjectURL(new Blob([linesOf(frames)], { type: 'application/jsonl' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
