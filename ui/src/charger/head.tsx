/** Which charger this is, how its connection is, what time it has. */
import { useEffect } from 'react';
import type { Status } from '../../../src/api/schemas.ts';
import { clockTime, dayTime } from '../shared/format.ts';
import { Icon } from '../shared/icon.tsx';
import { Pill, type Tone } from '../shared/pill.tsx';
import { useStore } from '../shared/store.ts';
import { ThemeSwitch } from '../shared/theme-switch.tsx';
import type { ChargerStore } from './charger-store.ts';
import { useChargerNow } from './charger-time.ts';

export function Head({ charger }: { readonly charger: ChargerStore }) {
  const status = useStore(charger.status);
  const lost = useStore(charger.connection, ({ kind }) => kind === 'lost');
  const name = status?.chargePointId ?? 'pilotwire';
  useEffect(() => {
    document.title = name === 'pilotwire' ? name : `${name} – pilotwire`;
  }, [name]);
  return (
    <header className="page-head">
      <div>
        <h1>{name}</h1>
        {status !== undefined && (
          <p className="soft">
            {typeName(status.identity)}, firmware {status.firmwareVersion}
          </p>
        )}
      </div>
      {status !== undefined && <LinkPill status={status} lost={lost} />}
      <span className="push row">
        {status?.centralSystemPage !== undefined && (
          <a className="button" href={status.centralSystemPage}>
            Central System
            <Icon name="out" />
          </a>
        )}
        {status !== undefined && <Clock charger={charger} speed={status.clock.speed} />}
        <ThemeSwitch />
      </span>
    </header>
  );
}

/** Some models begin with the name of their vendor. */
function typeName({ vendor, model }: Status['identity']): string {
  return model.startsWith(vendor) ? model : `${vendor} ${model}`;
}

function Clock({ charger, speed }: { readonly charger: ChargerStore; readonly speed: number }) {
  const now = useChargerNow(charger);
  return (
    <span className="clock" title={`The charger's clock: ${dayTime(now)} UTC`}>
      <span className="unseen">The charger's clock: </span>
      <time>{clockTime(now, false)}</time> UTC{speed === 1 ? '' : ` ×${speed}`}
    </span>
  );
}

function LinkPill({ status: { link, registration }, lost }: { readonly status: Status; readonly lost: boolean }) {
  const [tone, text] = lost ? (['plain', 'Not known'] as const) : describe(link, registration);
  return (
    <span role="status" title={link.url ?? link.because}>
      <span className="unseen">Central System: </span>
      <Pill tone={tone}>{text}</Pill>
    </span>
  );
}

function describe({ state }: Status['link'], registration: Status['registration']): readonly [Tone, string] {
  if (state === 'offline') return ['bad', 'Network off'];
  if (state !== 'connected') return ['warn', 'Not connected'];
  if (registration === 'Accepted') return ['good', 'Connected, accepted'];
  return ['warn', registration === 'unknown' ? 'Connected, not registered yet' : `Connected, ${registration}`];
}
