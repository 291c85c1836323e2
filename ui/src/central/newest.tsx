/** Of a long list the newest first, and more on demand. Guarantee: never more is in the document than was asked for. */
import { type ReactNode, useState } from 'react';

const STEP = 100;

export function useNewest<T>(all: readonly T[]): { readonly shown: readonly T[]; readonly more: ReactNode } {
  const [most, setMost] = useState(STEP);
  const older = all.length - most;
  return {
    shown: all.slice(-most).reverse(),
    more: older > 0 && (
      <p className="more">
        <button type="button" onClick={() => setMost(most + STEP)}>
          {Math.min(STEP, older)} more of {older} older ones
        </button>
      </p>
    ),
  };
}
