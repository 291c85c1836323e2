/** Sending a CALL from anywhere on the page: at once, or by the form. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { createStore, type Store } from '../shared/store.ts';
import type { CentralStore } from './central-store.ts';

/** What the form is opened with. */
export interface Asked {
  readonly chargerId: string;
  readonly action: string;
  /** Absent: what makes sense for this action now. */
  readonly payload?: unknown;
  /** The connector that it was asked for at. */
  readonly connectorId?: number;
}

export interface Calls {
  /** Sends it as it is. */
  send(chargerId: string, action: string, payload: unknown): void;
  /** Opens the form. */
  ask(asked: Asked): void;
  /** What the form is open for. */
  readonly asked: Store<Asked | undefined>;
}

const context = createContext<Calls | undefined>(undefined);

export function CallsProvider({ central, children }: { readonly central: CentralStore; readonly children: ReactNode }) {
  const calls = useMemo<Calls>(() => {
    const asked = createStore<Asked | undefined>(undefined);
    return { asked, ask: asked.set, send: (...call) => void central.sent.send(...call) };
  }, [central]);
  return <context.Provider value={calls}>{children}</context.Provider>;
}

export function useCalls(): Calls {
  const calls = useContext(context);
  if (calls === undefined) throw new Error('there is no CallsProvider around this');
  return calls;
}
