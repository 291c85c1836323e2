/** A button for every CALL that a Central System can send, by feature profile; folded where there is little room. */
import { useId, useState } from 'react';
import type { ActionView, ChargerSummary } from '../../../src/central/views.ts';
import { Icon } from '../shared/icon.tsx';
import { Panel } from '../shared/panel.tsx';
import { useStore } from '../shared/store.ts';
import { useCalls } from './calls.tsx';
import type { CentralStore } from './central-store.ts';

export function CallPalette({
  central,
  charger,
}: {
  readonly central: CentralStore;
  readonly charger: ChargerSummary;
}) {
  const actions = useStore(central.actions);
  const [open, unfold] = useState(() => matchMedia('(width >= 48rem)').matches);
  return (
    <Panel
      title="Send a CALL"
      className="palette"
      tools={
        <button type="button" className="bare" aria-expanded={open} onClick={() => unfold(!open)}>
          {open ? 'Fold' : `All ${actions.length}`}
          <Icon name="unfold" />
        </button>
      }
    >
      {open &&
        byProfile(actions).map(([profile, own]) => (
          <Group key={profile} profile={profile} actions={own} charger={charger} />
        ))}
    </Panel>
  );
}

function Group(props: {
  readonly profile: string;
  readonly actions: readonly ActionView[];
  readonly charger: ChargerSummary;
}) {
  const { profile, actions, charger } = props;
  const { ask } = useCalls();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="soft">
        {profile.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')}
      </h3>
      <div className="row">
        {actions.map(({ action, summary }) => (
          <button
            key={action}
            type="button"
            className="call"
            title={summary}
            disabled={!charger.connected}
            onClick={() => ask({ chargerId: charger.id, action })}
          >
            {action}
          </button>
        ))}
      </div>
    </section>
  );
}

function byProfile(actions: readonly ActionView[]): readonly (readonly [string, readonly ActionView[]])[] {
  const groups = new Map<string, ActionView[]>();
  for (const action of actions) groups.set(action.profile, [...(groups.get(action.profile) ?? []), action]);
  return [...groups];
}
