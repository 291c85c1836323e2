/**
 * The configuration of one charge point, with what its hardware says of it.
 *
 * Guarantee: a key that tells what the charger is tells the truth, whatever the start-up file says.
 */
import type { ChargePointOptions } from './charge-point-contract.ts';
import { keyTableOf } from './declared-keys.ts';
import { type Configuration, createConfiguration } from './features/configuration/configuration.ts';
import { SupplyVoltage } from './features/smart-charging/keys.ts';
import { describeConnectors } from './features/station.ts';

export function configurationOf(
  options: Pick<ChargePointOptions, 'model' | 'store' | 'log' | 'board' | 'configuration'>,
): Configuration {
  const { model, store, log, board } = options;
  const configuration = createConfiguration({
    table: keyTableOf(model),
    store,
    log,
    charger: { connectors: board.connectors.length, measurands: model.measurands },
    // What is known of the grid holds until somebody says otherwise.
    initial: { [SupplyVoltage.name]: String(Math.round(board.grid.voltageV)), ...options.configuration },
  });
  describeConnectors(configuration, board.connectors);
  return configuration;
}
