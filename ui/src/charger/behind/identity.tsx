/** Who the charger is, its connection, its firmware, its clock. */
import type { ReactNode } from 'react';
import type { Status } from '../../../../src/api/schemas.ts';
import { Facts } from '../../shared/facts.tsx';
import { dayTime, fixed, span } from '../../shared/format.ts';
import { useStore } from '../../shared/store.ts';
import type { ChargerStore } from '../charger-store.ts';
import { useChargerNow } from '../charger-time.ts';

export function IdentityAndClock({ charger }: { readonly charger: ChargerStore }) {
  const status = useStore(charger.status);
  const now = useChargerNow(charger);
  if (status === undefined) return null;
  const { identity, link, clock } = status;
  return (
    <div className="blocks">
      <section>
        <h3>Clock</h3>
        <Facts
          facts={[
            ['Now, UTC', <time key="now">{dayTime(now)}</time>],
            ['Speed', clock.speed === 1 ? 'as time goes' : `${clock.speed} times faster`],
            ['Set by', sources[clock.source]],
            ['Known', clock.synchronised === undefined ? undefined : clock.synchronised ? 'yes' : 'not yet'],
            ['Last set', clock.lastSynchronisedAt && dayTime(clock.lastSynchronisedAt)],
            ['It was behind by', clock.offsetMs === undefined ? undefined : `${fixed(clock.offsetMs, 0)} ms`],
            ['Time server', clock.server],
            ['Stratum', clock.stratum],
            ['Way to it and back', clock.delayMs === undefined ? undefined : `${fixed(clock.delayMs, 1)} ms`],
            ['Up for', span(status.uptimeS * 1_000)],
          ]}
        />
      </section>
      <section>
        <h3>Firmware</h3>
        <Facts facts={firmwareFacts(status.firmware)} />
      </section>
      <section>
        <h3>Connection</h3>
        <Facts
          facts={[
            ['Central System', link.url && <code>{link.url}</code>],
            ['State', link.state],
            ['Since', link.since && dayTime(link.since)],
            ['Because', link.because],
            ['Attempt', link.attempt],
            ['Registration', status.registration],
            ['Messages that wait', status.queueLength],
          ]}
        />
      </section>
      <section>
        <h3>Identity</h3>
        <Facts
          facts={[
            ['chargePointId', <code key="id">{status.chargePointId}</code>],
            ["pilotwire's model", status.model],
            ['Vendor', identity.vendor],
            ['Model', identity.model],
            ['Serial number', identity.chargePointSerialNumber],
            ['Serial number of the box', identity.chargeBoxSerialNumber],
            ['ICCID', identity.iccid],
            ['IMSI', identity.imsi],
            ['Meter', identity.meterType],
            ["Meter's serial number", identity.meterSerialNumber],
            ['Grid', `${status.grid.type}, ${status.grid.nominalVoltageV} V`],
          ]}
        />
      </section>
    </div>
  );
}

function firmwareFacts({ version, slot, onTrial, staged, update }: Status['firmware']): readonly [string, ReactNode][] {
  return [
    ['Version', version],
    ['Runs from', slot === 'factory' ? 'the factory slot' : `slot ${slot}`],
    ['On trial', onTrial ? 'yes: it has still to prove itself' : 'no'],
    ["By the maker's channel", staged ? 'a package waits' : undefined],
    ['Update', update === null ? 'there has been none' : `${update.stage}, by ${update.channel}`],
    ['New version', update?.version],
    ['It ended', update?.installed === undefined ? undefined : update.installed ? 'installed' : 'not installed'],
  ];
}

const sources = { system: 'the computer', ntp: 'time servers (NTP)', 'central-system': 'the Central System' } as const;
