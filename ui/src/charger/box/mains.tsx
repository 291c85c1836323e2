/** What is behind the box: its network, its power, its restart. */
import type { Status } from '../../../../src/api/schemas.ts';
import { Icon } from '../../shared/icon.tsx';
import { attempt } from '../../shared/notices.tsx';
import type { ChargerStore } from '../charger-store.ts';

/** Of the charger's time. */
const POWER_CUT_S = 5;

export function Mains({ charger: { api }, status }: { readonly charger: ChargerStore; readonly status: Status }) {
  const { online, powered } = status;
  const reboot = (type: 'soft' | 'hard') => void attempt(() => api.ask('POST', 'reboot', { type }));
  return (
    <fieldset className="row mains" aria-label="Network and power">
      <button
        type="button"
        aria-pressed={!online}
        onClick={() => void attempt(() => api.ask('PUT', 'network', { online: !online }))}
      >
        <Icon name={online ? 'network' : 'network-off'} />
        {online ? 'Cut network' : 'Network back'}
      </button>
      <button
        type="button"
        disabled={!powered}
        title={`The mains are gone for ${POWER_CUT_S} s; nothing is told and nothing is ended first`}
        onClick={() => void attempt(() => api.ask('POST', 'power-cut', { seconds: POWER_CUT_S }))}
      >
        <Icon name="power" />
        Cut power
      </button>
      <button
        type="button"
        disabled={!powered}
        title="Transactions are ended and told first"
        onClick={() => reboot('soft')}
      >
        <Icon name="restart" />
        Restart
      </button>
    </fieldset>
  );
}
