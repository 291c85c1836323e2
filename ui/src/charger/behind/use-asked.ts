/**
 * What the API answers to a GET, kept fresh.
 * Guarantee: it is asked for when the connection stands, again when one of `reasons` changes, and every so often; an answer that comes
 * late does not take the place of a newer one; what was answered stays when the next asking fails.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from '../../shared/store.ts';
import type { ChargerStore } from '../charger-store.ts';

export function useAsked<T>(
  { api, connection }: ChargerStore,
  path: string,
  options: {
    /** Anything that Object.is tells apart. */
    readonly reasons?: string;
    readonly everyMs?: number;
  } = {},
): { readonly answer: T | undefined; readonly again: () => Promise<void> } {
  const { reasons = '', everyMs } = options;
  const [answer, setAnswer] = useState<T>();
  const open = useStore(connection, ({ kind }) => kind === 'open');
  const asked = useRef(0);
  const again = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    try {
      const told = await api.ask<T>('GET', path);
      if (mine === asked.current) setAnswer(() => told);
    } catch {
      // The banner says that nobody answers.
    }
  }, [api, path]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a reason is a reason
  useEffect(() => {
    if (!open) return undefined;
    void again();
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => void again(), everyMs);
    return () => clearInterval(timer);
  }, [again, open, everyMs, reasons]);
  return { answer, again };
}
