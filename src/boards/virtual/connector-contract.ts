/**
 * What a virtual connector does for the board that it is part of, besides the contract of the hardware: the world's side of it.
 * connector.ts keeps it.
 */
import type { BoardConnector, BoardEvent, CableRating, Grid, LineCurrents, PilotOutput } from '../../charger/board.ts';
import type { PilotVoltages } from '../../charger/control-pilot.ts';
import type { FaultCause } from '../../charger/fault-causes.ts';
import type { Clock } from '../../clock/clock.ts';
import type { CarSettings, CarSnapshot } from './car.ts';
import type { CarModel } from './car-models.ts';
import type { PerLine } from './grid.ts';
import type { MeterMemory } from './meter.ts';
import type { ResidualCurrent } from './trouble.ts';

export interface VirtualConnector extends BoardConnector {
  /** `cableA` is what the plug's resistor says; without it, it is the model's own cable. */
  plugIn(model: CarModel, cableA?: CableRating): void;
  plugOut(): void;
  /** `model` is the car that comes if there is none and the settings name a state in which there must be one. */
  setCar(settings: CarSettings, model: CarModel): void;
  setMeter(energyWh: number): void;
  car(): CarSnapshot;
  pilotOutput(): PilotOutput;
  /** What an instrument sees on the pilot. */
  pilotVoltages(): PilotVoltages;
  /** The exact currents, A by grid line. */
  currents(): LineCurrents;
  /** The square of the current, summed over the lines, A². */
  squares(): number;
  raiseCause(cause: FaultCause): void;
  /** False when it was not raised. */
  clearCause(cause: FaultCause): boolean;
  raisedCauses(): readonly FaultCause[];
  /** What its sensors report now. */
  reportedCauses(): readonly FaultCause[];
  setResidualCurrent(current: ResidualCurrent): void;
  residualCurrent(): ResidualCurrent;
  /** The voltages of the mains have changed. */
  mainsChanged(): void;
  /** Tells anew what the sensors report and what flows. */
  announce(): void;
  /** Relays open, pilot off, nothing moves any more. Car and lock stay as they stand. */
  halt(): void;
}

export interface VirtualConnectorParts {
  readonly id: number;
  readonly maxCurrentA: number;
  readonly phases: 1 | 3;
  readonly hasLock: boolean;
  readonly hasVentilation: boolean;
  readonly grid: Grid;
  readonly clock: Clock;
  readonly memory: MeterMemory;
  /** The voltages of the mains now, V. */
  readonly voltages: () => PerLine;
  /** Seed of the unrest of the readings. */
  readonly seed: number;
  /** Is the motor of the lock jammed? */
  readonly jammed: () => boolean;
  /** Tells the charger; never calls back at once. */
  readonly emit: (event: BoardEvent) => void;
  /** Tells that the physics changed; never calls back at once. */
  readonly changed: () => void;
}
