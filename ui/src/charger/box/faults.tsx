/** Everything that can physically go wrong, from the table of causes: break it, see what the charger does, mend it. */
import { useEffect, useState } from 'react';
import type { CauseRowShown, Connector } from '../../../../src/api/schemas.ts';
import { attempt } from '../../shared/notices.tsx';
import { Pill, type Tone } from '../../shared/pill.tsx';
import type { ChargerStore } from '../charger-store.ts';

const tones: Readonly<Record<CauseRowShown['reaction'], Tone>> = {
  warn: 'warn',
  refuse: 'warn',
  open: 'bad',
  'fail safe': 'bad',
};

/** What the charger does, in plain words. */
const reactions: Readonly<Record<CauseRowShown['reaction'], string>> = {
  warn: 'it is only told',
  open: 'relays open, no offer',
  refuse: 'this car gets nothing',
  'fail safe': 'relays open, pilot F, plug let go',
};

export function Faults({ charger, connector }: { readonly charger: ChargerStore; readonly connector: Connector }) {
  const [rows, setRows] = useState<readonly CauseRowShown[]>([]);
  const [sought, seek] = useState('');
  useEffect(() => {
    charger.api.ask<readonly CauseRowShown[]>('GET', 'causes').then(setRows, () => undefined);
  }, [charger]);
  const shown = rows.filter((row) => matches(row, sought));
  return (
    <div className="faults">
      <label className="field">
        <span>Find</span>
        <input
          type="search"
          value={sought}
          placeholder="ground, CX002, plug …"
          onChange={({ target }) => seek(target.value)}
        />
      </label>
      <ul>
        {shown.map((row) => (
          <Fault key={row.cause} charger={charger} connector={connector} row={row} />
        ))}
        {rows.length > 0 && shown.length === 0 && <li className="empty">No cause is called that.</li>}
      </ul>
    </div>
  );
}

function Fault(props: { readonly charger: ChargerStore; readonly connector: Connector; readonly row: CauseRowShown }) {
  const { charger, connector, row } = props;
  const { cause, errorCode, vendorErrorCode, info, of, reaction, recovery } = row;
  const present = connector.causes.find((each) => each.cause === cause);
  const at = of === 'charger' ? 0 : connector.id;
  return (
    <li>
      <label className="fault">
        <input
          type="checkbox"
          checked={present !== undefined}
          onChange={({ target }) => {
            const { api } = charger;
            const path = `connectors/${at}/causes`;
            void attempt(() =>
              target.checked ? api.ask('POST', path, { cause }) : api.ask('DELETE', `${path}/${cause}`),
            );
          }}
        />
        <span>
          <b>{cause.replaceAll('-', ' ')}</b>
          {of === 'charger' && <span className="soft"> of the charger</span>}
          {present?.reported === false && <span className="soft">, not seen yet</span>}
          <span className="note">
            {info}. <code>{errorCode}</code> <code>{vendorErrorCode}</code>; {reactions[reaction]}; ends{' '}
            {recovery === 'by itself'
              ? 'by itself'
              : `with ${recovery === 'unplugging' ? 'unplugging' : 'a power cycle'}`}
          </span>
        </span>
        <Pill tone={tones[reaction]}>{reaction}</Pill>
      </label>
    </li>
  );
}

function matches({ cause, info, errorCode, vendorErrorCode }: CauseRowShown, sought: string): boolean {
  return `${cause} ${info} ${errorCode} ${vendorErrorCode}`
    .toLowerCase()
    .replaceAll('-', ' ')
    .includes(sought.trim().toLowerCase());
}
