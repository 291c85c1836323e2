/** What lies behind the box: the wire, the configuration, the transactions, security, identity. */
import { useStore } from '../../shared/store.ts';
import { Tabs } from '../../shared/tabs.tsx';
import { Wire } from '../../shared/wire/wire.tsx';
import type { ChargerStore } from '../charger-store.ts';
import { Certificates } from './certificates.tsx';
import { Configuration } from './configuration.tsx';
import { IdentityAndClock } from './identity.tsx';
import { Log } from './log.tsx';
import { Security } from './security.tsx';
import { Transactions } from './transactions.tsx';

export function Behind({ charger }: { readonly charger: ChargerStore }) {
  const name = useStore(charger.status, (status) => status?.chargePointId ?? 'frames');
  const waiting = useStore(charger.status, (status) => status?.queueLength ?? 0);
  return (
    <section className="panel behind" aria-label="Behind the box">
      <Tabs
        label="Behind the box"
        addressed
        tabs={[
          { name: 'wire', title: 'Wire', show: () => <Wire book={charger.frames} name={name} /> },
          { name: 'configuration', title: 'Configuration', show: () => <Configuration charger={charger} /> },
          {
            name: 'transactions',
            title: waiting === 0 ? 'Transactions' : `Transactions (${waiting} wait)`,
            show: () => <Transactions charger={charger} />,
          },
          { name: 'security', title: 'Security', show: () => <Security charger={charger} /> },
          { name: 'certificates', title: 'Certificates', show: () => <Certificates charger={charger} /> },
          { name: 'log', title: 'Log', show: () => <Log charger={charger} /> },
          { name: 'clock', title: 'Firmware and clock', show: () => <IdentityAndClock charger={charger} /> },
        ]}
      />
    </section>
  );
}
