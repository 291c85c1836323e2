/** Which charger this is, how its connection is, what time it has. */
import { useEffect } from 'react';
import type { Status } from '../../../src/api/schemas.ts';
import { Pill, type Tone } from '../shared/pill.tsx';
import { useStore } from '../shared/store.ts';
import { ThemeSwitch } from '../shared/theme-switch.tsx';
import type { ChargerStore } from './charger-store.ts';

export function Head({ charger }: { readonly charger: ChargerStore }) {
  const status = useStore(charger.status);
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
            {status.identity.vendor} {status.identity.model}, firmware {status.firmwareVersion}
          </p>
        )}
      </div>
      {status !== undefined && <LinkPill status={status} />}
      <span className="push">
        <ThemeSwitch />
      </span>
    </header>
  );
}

function LinkPill({ status: { link, registration } }: { readonly status: Status }) {
  const [tone, text] = describe(link, registration);
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
