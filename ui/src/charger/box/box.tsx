/** The charger itself: what one sees of it, what its instruments show, and what one can do to it. */
import { Panel } from '../../shared/panel.tsx';
import { useStore } from '../../shared/store.ts';
import { Tabs } from '../../shared/tabs.tsx';
import { type ChargerStore, useConnector } from '../charger-store.ts';
import { ConnectorChoice } from './connector-choice.tsx';
import { Drawing } from './drawing.tsx';
import { Drive } from './drive.tsx';
import { Faults } from './faults.tsx';
import { Limits } from './limits.tsx';
import { Mains } from './mains.tsx';
import { Readouts } from './readouts.tsx';
import { World } from './world.tsx';

export function Box({ charger }: { readonly charger: ChargerStore }) {
  const status = useStore(charger.status);
  const connector = useConnector(charger);
  if (status === undefined || connector === undefined) return null;
  const raised = connector.causes.length;
  return (
    <Panel title="Charger" className="box" tools={<ConnectorChoice charger={charger} />}>
      <div className="scene" data-powered={status.powered}>
        <Drawing status={status} connector={connector} />
      </div>
      <Drive charger={charger} connector={connector} />
      <Mains charger={charger} status={status} />
      <Readouts charger={charger} status={status} connector={connector} />
      <Tabs
        label="What can be done to it"
        tabs={[
          {
            name: 'faults',
            title: raised === 0 ? 'Faults' : `Faults (${raised})`,
            show: () => <Faults charger={charger} connector={connector} />,
          },
          { name: 'limits', title: 'Limits', show: () => <Limits charger={charger} connector={connector} /> },
          {
            name: 'world',
            title: 'Grid, air, battery',
            show: () => <World charger={charger} status={status} connector={connector} />,
          },
        ]}
      />
    </Panel>
  );
}
