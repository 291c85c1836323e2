/**
 * What Prometheus reads.
 *
 * Guarantees: everything since the API was started is counted, however late the first look; prom-client is loaded, and the
 * process is measured, from that first look on; labels have a fixed set of values, whatever the Central System sends.
 */
import type { Histogram, Registry } from 'prom-client';
import { chargePointStatuses } from '../ocpp16/enumerations.ts';
import type { Twin } from '../twin.ts';
import { createTally, type Tally } from './tally.ts';

/** Upper bounds of the latencies that are told apart, s. */
export const latencyBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

export interface Metrics {
  /** In Prometheus' text format. */
  text(): Promise<string>;
  stop(): void;
}

export function createMetrics(twin: Twin): Metrics {
  const tally = createTally(twin, latencyBounds);
  let registry: Promise<Registry> | undefined;
  return {
    async text() {
      registry ??= register(twin, tally);
      return (await registry).metrics();
    },
    stop: tally.stop,
  };
}

/** A look at the charger: value and labels. */
type Reading = readonly [value: number, labels?: Readonly<Record<string, string>>];

interface Row {
  readonly kind: 'gauge' | 'counter';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: (twin: Twin, tally: Tally) => readonly Reading[];
}

const table: readonly Row[] = [
  {
    kind: 'gauge',
    name: 'pilotwire_info',
    help: 'Who the charge point is; always 1.',
    labels: ['charge_point_id', 'model'],
    read: ({ startUp }) => [[1, { charge_point_id: startUp.identity.chargePointId, model: startUp.model.name }]],
  },
  {
    kind: 'gauge',
    name: 'pilotwire_connection_up',
    help: 'Is there a connection to the Central System?',
    labels: [],
    read: (twin) => [[Number(twin.chargePoint().link.state().kind === 'connected')]],
  },
  {
    kind: 'gauge',
    name: 'pilotwire_registration',
    help: 'What the Central System has said of the charge point: 1 for what holds.',
    labels: ['registration'],
    read: (twin) =>
      ['unknown', 'Accepted', 'Pending', 'Rejected'].map((registration) => [
        Number(twin.chargePoint().registration() === registration),
        { registration },
      ]),
  },
  {
    kind: 'counter',
    name: 'pilotwire_frames_total',
    help: 'OCPP frames on the wire; an action of no known name is called unknown.',
    labels: ['direction', 'kind', 'action'],
    read: (_, tally) => tally.frames().map(({ count, ...labels }) => [count, labels]),
  },
  {
    kind: 'gauge',
    name: 'pilotwire_queue_length',
    help: 'Transaction messages that the Central System has not confirmed.',
    labels: [],
    read: (twin) => [[twin.chargePoint().records.queueLength()]],
  },
  {
    kind: 'gauge',
    name: 'pilotwire_meter_register_watt_hours',
    help: 'The register of energy drawn.',
    labels: ['connector'],
    read: (twin) => perConnector(twin, (id) => twin.chargePoint().charger.meter(id).energyWh),
  },
  {
    kind: 'gauge',
    name: 'pilotwire_meter_power_watts',
    help: 'The power that is drawn.',
    labels: ['connector'],
    read: (twin) => perConnector(twin, (id) => twin.chargePoint().charger.meter(id).powerW),
  },
  {
    kind: 'gauge',
    name: 'pilotwire_offered_current_amperes',
    help: 'What the control pilot offers, per line.',
    labels: ['connector'],
    read: (twin) => perConnector(twin, (id) => twin.chargePoint().charger.view(id).offeredA),
  },
  {
    kind: 'gauge',
    name: 'pilotwire_connector_status',
    help: "The connector's ChargePointStatus: 1 for the one that holds.",
    labels: ['connector', 'status'],
    read: (twin) =>
      connectors(twin).flatMap((id) =>
        chargePointStatuses.map((status): Reading => {
          return [Number(twin.chargePoint().status(id) === status), { connector: String(id), status }];
        }),
      ),
  },
  {
    kind: 'counter',
    name: 'pilotwire_transactions_begun_total',
    help: 'Transactions that have begun.',
    labels: ['connector'],
    read: (twin, tally) => perConnector(twin, (id) => tally.begun(id)),
  },
  {
    kind: 'counter',
    name: 'pilotwire_transactions_ended_total',
    help: 'Transactions that have ended.',
    labels: ['connector'],
    read: (twin, tally) => perConnector(twin, (id) => tally.ended(id)),
  },
];

async function register(twin: Twin, tally: Tally): Promise<Registry> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  for (const { kind, name, help, labels, read } of table) {
    const common = { name, help, labelNames: labels, registers: [registry] };
    if (kind === 'gauge') {
      new Gauge({
        ...common,
        collect() {
          for (const [value, of = {}] of read(twin, tally)) this.set(of, value);
        },
      });
    } else {
      new Counter({
        ...common,
        collect() {
          this.reset();
          for (const [value, of = {}] of read(twin, tally)) this.inc(of, value);
        },
      });
    }
  }
  new Histogram({
    name: 'pilotwire_call_latency_seconds',
    help: 'From a CALL of the charge point to its answer.',
    labelNames: ['action'],
    buckets: [...latencyBounds],
    registers: [registry],
    collect() {
      observeAll(this, tally);
    },
  });
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Answers of one bucket are observed at their mean: so counts and sums come out as if each had been observed by itself. */
function observeAll(histogram: Histogram<'action'>, tally: Tally): void {
  for (const { action, count, meanS } of tally.takeLatencies()) {
    for (let n = 0; n < count; n += 1) histogram.observe({ action }, meanS);
  }
}

function connectors(twin: Twin): readonly number[] {
  return twin.chargePoint().charger.connectors;
}

function perConnector(twin: Twin, read: (id: number) => number): readonly Reading[] {
  return connectors(twin).map((id) => [read(id), { connector: String(id) }]);
}
