/** A number in [0, 1) from two words of 32 uniform bits: all 53 bits that a number can hold are used, so 1 is never reached. */
export function fraction(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}
