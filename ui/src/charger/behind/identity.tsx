/** Who the charger is, its connection, its firmware, its clock. */
import { Facts } from '../../shared/facts.tsx';
import { dayTime, fixed, span } from '../../shared/format.ts';
import { useStore } from '../../shared/store.ts';
import type { ChargerStore } from '../charger-store.ts';
import { useChargerNow } from '../charger-time.ts';

export function IdentityAndClock({ charger }: { readonly charger: ChargerStore }) {
  const status = useStore(charger.status);
  const now = useChargerNow(charger);
  if (status === undefined) return null;
  const { identity, link, clock, firmwareVersion } = status;
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
        <Facts facts={[['Version', firmwareVersion]]} />
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

const sources = { system: 'the computer', ntp: 'time servers (NTP)', 'central-system': 'the Central System' } as const;
