/** Numbers, moments and spans of time as they are read. Pure. */

/** 21:04:13.120 */
export function clockTime(at: number, withMs = true): string {
  const text = new Date(at).toISOString();
  return text.slice(11, withMs ? 23 : 19);
}

/** 2026-01-31 21:04:13 */
export function dayTime(at: number | string): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** With so many decimals, and never -0. */
export function fixed(value: number, decimals: number): string {
  return (Math.round(value * 10 ** decimals) / 10 ** decimals + 0).toFixed(decimals);
}

/** 0:42, 12:05, 3:07:09 */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** 3 ms, 1.2 s */
export function latency(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${fixed(ms / 1000, 1)} s`;
}
