/**
 * The composite schedule of a connector, kept fresh: asked for anew when profiles may have changed, when a transaction has begun or
 * ended, and every so often, for it begins at the moment of asking.
 */
import { useEffect, useState } from 'react';
import { useStore } from '../../shared/store.ts';
import type { ChargerStore } from '../charger-store.ts';
import type { Schedule } from './schedule.ts';

const AGAIN_MS = 15_000;

export function useSchedule(
  { api, connection, profileChanges, status }: ChargerStore,
  id: number,
): Schedule | undefined {
  const [schedule, setSchedule] = useState<Schedule>();
  const changes = useStore(profileChanges);
  const open = useStore(connection, ({ kind }) => kind === 'open');
  const transaction = useStore(
    status,
    (now) => now?.connectors.find((connector) => connector.id === id)?.transaction?.number,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these is a reason to ask again
  useEffect(() => {
    if (!open) return undefined;
    let wanted = true;
    const ask = () =>
      api.ask<Schedule>('GET', `connectors/${id}/schedule`).then(
        (told) => wanted && setSchedule(told),
        () => undefined,
      );
    void ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [api, id, open, changes, transaction]);
  return schedule?.connectorId === id ? schedule : undefined;
}
