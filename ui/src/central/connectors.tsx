/** The connectors of a charger: status, running transaction, meter values, and what is asked most often, one click away. */
import { useState } from 'react';
import type { Transaction } from '../../../src/central/transactions.ts';
import type { ChargerSummary } from '../../../src/central/views.ts';
import { dayTime, fixed } from '../shared/format.ts';
import { Icon } from '../shared/icon.tsx';
import { Panel } from '../shared/panel.tsx';
import { Pill } from '../shared/pill.tsx';
import { useStore } from '../shared/store.ts';
import { useCalls } from './calls.tsx';
import type { CentralStore } from './central-store.ts';
import { MeterPlots } from './meter-plots.tsx';
import { statusTone } from './words.ts';

type Connector = ChargerSummary['connectors'][number];

export function Connectors({ central, charger }: { readonly central: CentralStore; readonly charger: ChargerSummary }) {
  const own = charger.connectors.filter(({ connectorId }) => connectorId > 0);
  return (
    <div className="connectors">
      {own.map((connector) => (
        <ConnectorCard key={connector.connectorId} central={central} charger={charger} connector={connector} />
      ))}
      {own.length === 0 && (
        <Panel title="Connectors">
          <p className="empty">No connector has told its status yet.</p>
        </Panel>
      )}
    </div>
  );
}

function ConnectorCard(props: {
  readonly central: CentralStore;
  readonly charger: ChargerSummary;
  readonly connector: Connector;
}) {
  const { central, charger, connector } = props;
  const { connectorId, status, errorCode, info, vendorErrorCode } = connector;
  const transaction = useStore(central.state, (state) =>
    state?.transactions.findLast((each) => each.connectorId === connectorId && each.state.kind === 'running'),
  );
  const samples = useStore(central.book.samples, (all) => all.get(connectorId));
  const trouble = [errorCode === 'NoError' ? undefined : errorCode, vendorErrorCode, info].filter(Boolean).join(', ');
  return (
    <Panel
      title={`Connector ${connectorId}`}
      className="connector"
      tools={<Pill tone={statusTone(status)}>{status}</Pill>}
    >
      {trouble !== '' && (
        <p className="trouble">
          <Icon name="warning" />
          {trouble}
        </p>
      )}
      <p className="running">
        {transaction === undefined ? (
          <span className="soft">No transaction is running.</span>
        ) : (
          <Running transaction={transaction} />
        )}
      </p>
      <MeterPlots samples={samples ?? []} />
      <QuickCalls central={central} charger={charger} connectorId={connectorId} transaction={transaction} />
    </Panel>
  );
}

function Running({ transaction }: { readonly transaction: Transaction }) {
  const { transactionId, idTag, startedAt, register, meterStart } = transaction;
  return (
    <>
      <b>Transaction {transactionId}</b> of <code>{idTag}</code>, since {dayTime(startedAt)} UTC:{' '}
      <b>{fixed((register - meterStart) / 1_000, 2)} kWh</b>
    </>
  );
}

function QuickCalls(props: {
  readonly central: CentralStore;
  readonly charger: ChargerSummary;
  readonly connectorId: number;
  readonly transaction: Transaction | undefined;
}) {
  const { central, connectorId, transaction } = props;
  const { id: chargerId, connected } = props.charger;
  const { send, ask } = useCalls();
  const idTags = useStore(central.state, (state) => state?.idTags.idTags);
  const [picked, pick] = useState<string>();
  const accepted = (idTags ?? []).find(({ status }) => status === 'Accepted');
  const idTag = picked ?? accepted?.idTag ?? idTags?.[0]?.idTag;
  return (
    <div className="row quick">
      {transaction === undefined ? (
        <span className="row start">
          {idTags !== undefined && idTags.length > 0 && (
            <select
              aria-label={`Id tag for connector ${connectorId}`}
              value={idTag}
              onChange={({ target }) => pick(target.value)}
            >
              {idTags.map((tag) => (
                <option key={tag.idTag} value={tag.idTag}>
                  {tag.status === 'Accepted' ? tag.idTag : `${tag.idTag} (${tag.status})`}
                </option>
              ))}
            </select>
          )}
          <button
            type="button"
            className="primary"
            disabled={!connected}
            onClick={() =>
              idTag === undefined
                ? ask({ chargerId, connectorId, action: 'RemoteStartTransaction' })
                : send(chargerId, 'RemoteStartTransaction', { connectorId, idTag })
            }
          >
            <Icon name="play" />
            Start
          </button>
        </span>
      ) : (
        <button
          type="button"
          className="primary"
          disabled={!connected}
          onClick={() => send(chargerId, 'RemoteStopTransaction', { transactionId: transaction.transactionId })}
        >
          <Icon name="stop" />
          Stop
        </button>
      )}
      <button
        type="button"
        disabled={!connected}
        onClick={() => ask({ chargerId, connectorId, action: 'SetChargingProfile' })}
      >
        Limit …
      </button>
      <button type="button" disabled={!connected} onClick={() => send(chargerId, 'UnlockConnector', { connectorId })}>
        <Icon name="open" />
        Unlock
      </button>
      {triggers.map(([requestedMessage, title]) => (
        <button
          key={requestedMessage}
          type="button"
          disabled={!connected}
          title={`TriggerMessage ${requestedMessage}`}
          onClick={() => send(chargerId, 'TriggerMessage', { requestedMessage, connectorId })}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

const triggers = [
  ['MeterValues', 'Ask meter values'],
  ['StatusNotification', 'Ask status'],
] as const;
