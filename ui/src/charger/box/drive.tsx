/** What a driver does: brings a car, plugs in and out, holds a card to the reader, and does not wait for a randomised delay. */
import { useEffect, useState } from 'react';
import type { CarShown, Connector } from '../../../../src/api/schemas.ts';
import { Icon } from '../../shared/icon.tsx';
import { attempt } from '../../shared/notices.tsx';
import { useStore } from '../../shared/store.ts';
import { cards, remember } from '../cards.ts';
import type { ChargerStore } from '../charger-store.ts';

interface Props {
  readonly charger: ChargerStore;
  readonly connector: Connector;
}

export function Drive({ charger, connector }: Props) {
  return (
    <div className="drive">
      <Car charger={charger} connector={connector} />
      <Cards charger={charger} connector={connector} />
      {connector.randomisedDelay !== null && <Override charger={charger} connector={connector} />}
    </div>
  );
}

function Car({ charger: { api, connection }, connector: { id, ev } }: Props) {
  const [models, setModels] = useState<readonly CarShown[]>([]);
  const [chosen, choose] = useState('');
  const here = useStore(connection, ({ kind }) => kind);
  useEffect(() => {
    if (here === 'open') api.ask<readonly CarShown[]>('GET', 'cars').then(setModels, () => undefined);
  }, [api, here]);
  const model = models.find(({ name }) => name === (ev.plugged ? ev.model : chosen));
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        const path = `connectors/${id}/${ev.plugged ? 'plug-out' : 'plug-in'}`;
        void attempt(() => api.ask('POST', path, ev.plugged || chosen === '' ? {} : { car: chosen }));
      }}
    >
      <label className="field grow">
        <span>Car</span>
        <select
          value={ev.plugged ? (ev.model ?? '') : chosen}
          disabled={ev.plugged}
          onChange={({ target }) => choose(target.value)}
          title={model === undefined ? undefined : describe(model)}
        >
          <option value="">{ev.plugged ? 'by hand' : 'the usual one'}</option>
          {models.map(({ name, misbehaves }) => (
            <option key={name} value={name}>
              {name.replaceAll('-', ' ')}
              {misbehaves ? ' (against the standard)' : ''}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className={ev.plugged ? 'wide' : 'primary wide'}>
        <Icon name={ev.plugged ? 'unplug' : 'plug'} />
        {ev.plugged ? 'Plug out' : 'Plug in'}
      </button>
    </form>
  );
}

/** The owner's word against the delay that runs (SI 2021/1467, regulation 11). */
function Override({ charger: { api }, connector: { id } }: Props) {
  return (
    <button
      type="button"
      className="wide"
      onClick={() => void attempt(() => api.ask('DELETE', `connectors/${id}/randomised-delay`))}
    >
      Do not wait for the randomised delay
    </button>
  );
}

function describe({ batteryKwh, maxCurrentA, phases, cableA }: CarShown): string {
  return `${batteryKwh} kWh, up to ${maxCurrentA} A on ${phases === 1 ? 'one phase' : `${phases} phases`}, cable for ${cableA} A`;
}

function Cards({ charger: { api, status }, connector: { id } }: Props) {
  const known = useStore(cards);
  const several = useStore(status, (now) => (now?.connectors.length ?? 1) > 1);
  const [typed, type] = useState('');

  async function swipe(idTag: string): Promise<void> {
    const body = several ? { idTag, connectorIds: [id] } : { idTag };
    if (await attempt(() => api.ask('POST', 'rfid/swipe', body))) remember(idTag);
  }

  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        void swipe(typed.trim());
      }}
    >
      <label className="field grow">
        <span>Card</span>
        <input
          value={typed}
          maxLength={20}
          required
          placeholder="idTag"
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => type(target.value)}
        />
      </label>
      <button type="submit" className="wide">
        <Icon name="card" />
        Swipe
      </button>
      <fieldset className="row chips" aria-label="Known cards">
        {known.map(({ idTag, hint }) => (
          <button key={idTag} type="button" className="chip" title={hint} onClick={() => void swipe(idTag)}>
            <span className="unseen">Swipe </span>
            {idTag}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
