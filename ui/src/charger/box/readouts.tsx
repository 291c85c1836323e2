/** The instruments of a connector: state, power, offer and who limits it, pilot, lines, who charges. */
import type { Connector, Status } from '../../../../src/api/schemas.ts';
import { Facts } from '../../shared/facts.tsx';
import { dayTime, fixed, span } from '../../shared/format.ts';
import { Pill } from '../../shared/pill.tsx';
import type { ChargerStore } from '../charger-store.ts';
import { useChargerNow } from '../charger-time.ts';
import { limitWords, pilotMeanings, sessionWords, statusTones } from '../words.ts';
import { Lines } from './lines.tsx';

export function Readouts(props: {
  readonly charger: ChargerStore;
  readonly status: Status;
  readonly connector: Connector;
}) {
  const { charger, status, connector } = props;
  const { meter, limit, offeredCurrentA, pilot, phases, transaction } = connector;
  const energyWh = transaction === null ? undefined : meter.energyWh - transaction.meterStart;
  return (
    <div className="readouts">
      <div className="situation">
        <span role="status">
          {status.powered ? (
            <Pill tone={statusTones[connector.status]}>{connector.status}</Pill>
          ) : (
            <Pill tone="bad">Without power</Pill>
          )}
        </span>
        <span className="soft">LED: {status.led.colour === 'off' ? 'off' : `${status.led.situation}`}</span>
      </div>
      <dl className="gauges">
        <Gauge name="Power" value={fixed(meter.powerW / 1000, 2)} unit="kW" />
        <Gauge
          name="Offered"
          value={fixed(offeredCurrentA, 1)}
          unit="A"
          note={`${phases === 1 ? '1 phase' : `${phases} phases`}; limit ${fixed(limit.maxCurrentA, 1)} A: ${limitWords[limit.source]}`}
        />
        <Gauge
          name="Session"
          value={energyWh === undefined ? '–' : fixed(energyWh / 1000, 3)}
          unit="kWh"
          {...(transaction === null
            ? {}
            : { note: <Since charger={charger} at={Date.parse(transaction.startedAt)} /> })}
        />
        <Gauge
          name="Pilot"
          value={pilot.state}
          note={`${pilotMeanings[pilot.state]}; ${volts(pilot.highV)}${pilot.lowV === pilot.highV ? '' : ` / ${volts(pilot.lowV)}`}`}
        />
      </dl>
      <Lines connector={connector} grid={status.grid} />
      <Facts
        className="who"
        facts={[
          ['Visit', sessionWords[connector.session.phase]],
          ['Card', connector.session.idTag && <code>{connector.session.idTag}</code>],
          ['Transaction', transaction === null ? undefined : transactionName(transaction)],
          ['Withheld', connector.session.withheld ? 'the card turned out to be invalid' : undefined],
          ['Car', connector.ev.trouble],
          ['Reserved', connector.reservations.map(reservationName).join('; ')],
          ['Delay', delay(connector)],
          [
            'Errors',
            connector.errors.map(({ errorCode, info }) => `${errorCode}${info ? `: ${info}` : ''}`).join('; '),
          ],
        ]}
      />
    </div>
  );
}

function Gauge(props: {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly note?: React.ReactNode;
}) {
  const { name, value, unit, note } = props;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b> {unit}
        {note !== undefined && <span className="note">{note}</span>}
      </dd>
    </div>
  );
}

function Since({ charger, at }: { readonly charger: ChargerStore; readonly at: number }) {
  return <>since {span(useChargerNow(charger) - at)}</>;
}

/** +9 V, with the minus and the space of typesetters. */
const volts = (value: number): string =>
  `${value > 0 ? '+' : value < 0 ? '\u2212' : ''}${fixed(Math.abs(value), 0)}\u00a0V`;

function transactionName({ transactionId, number }: NonNullable<Connector['transaction']>): string {
  return transactionId === undefined ? `number ${number}, not told yet` : String(transactionId);
}

function reservationName({ reservationId, connectorId, idTag, expiryDate }: Connector['reservations'][number]): string {
  const where = connectorId === 0 ? ', any connector' : '';
  return `${reservationId} for ${idTag}${where}, until ${dayTime(expiryDate)}`;
}

function delay({ randomisedDelay }: Connector): string | undefined {
  if (randomisedDelay === null) return undefined;
  const { remainingSeconds, afterwards } = randomisedDelay;
  return `${remainingSeconds} s, then ${afterwards.maxCurrentA ?? 'no limit'}${afterwards.maxCurrentA === null ? '' : ' A'}`;
}
