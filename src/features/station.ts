/** What the Central System can read of the charger as a whole, and what it may note about its wiring. */
import type { BoardConnector } from '../charger/board.ts';
import { type Action, actions } from '../ocpp16/actions.ts';
import type { Configuration } from './configuration/configuration.ts';
import { type ChargerFacts, integerKey, listKey } from './configuration/key.ts';
import { UnlockConnectorOnEVSideDisconnect } from './transactions/keys.ts';

export const NumberOfConnectors = integerKey({
  name: 'NumberOfConnectors',
  profile: 'Core',
  access: 'R',
  default: 1,
  meaning: 'How many connectors the charger has.',
  source: 'S 9.1.21',
});

export const SupportedFeatureProfiles = listKey({
  name: 'SupportedFeatureProfiles',
  profile: 'Core',
  access: 'R',
  default: ['Core'],
  meaning: 'Which feature profiles the charger has.',
  source: 'S 9.1.29, S 3.3',
});

/** The feature profiles that there are (S 3.3), each with what a Central System may send of it; the white paper's messages belong to none. */
const featureProfiles: ReadonlyMap<string, readonly Action[]> = new Map(
  [...new Set(Object.values(actions).map(({ profile }) => profile))]
    .filter((name) => name !== 'Security')
    .map((name) => [
      name,
      (Object.keys(actions) as Action[]).filter(
        (action) => actions[action].profile === name && actions[action].from !== 'charge point',
      ),
    ]),
);

/** The profiles of which a charge point that answers these actions answers every one that a Central System may send (E4 3.3). */
export function profilesOf(answered: readonly Action[]): readonly string[] {
  return [...featureProfiles]
    .filter(([, asked]) => asked.every((action) => answered.includes(action)))
    .map(([name]) => name);
}

export const SupportedFeatureProfilesMaxLength = integerKey({
  name: 'SupportedFeatureProfilesMaxLength',
  profile: 'Core',
  access: 'R',
  default: featureProfiles.size,
  minimum: featureProfiles.size,
  maximum: featureProfiles.size,
  meaning: 'How many feature profiles SupportedFeatureProfiles can list: as many as OCPP 1.6 has.',
  source: 'S 9.1.30, E4 3.80',
});

/** S 9.1.5: how a connector's phases are wired, R being L1, S L2, T L3. */
const rotations = ['NotApplicable', 'Unknown', 'RST', 'RTS', 'SRT', 'STR', 'TRS', 'TSR'];

export const ConnectorPhaseRotation = listKey({
  name: 'ConnectorPhaseRotation',
  profile: 'Core',
  access: 'RW',
  default: ['0.RST', '1.RST'],
  meaning:
    'How the phases are wired, from the grid to the meter (0) and to each connector. A note for people: it changes nothing.',
  source: 'S 9.1.5; release note: ConnectorPhaseRotation',
  refuse(items, { connectors }: ChargerFacts) {
    const named = new Set<number>();
    const valid = items.every((item) => {
      const [, id, rotation] = /^(\d+)\.([A-Za-z]+)$/.exec(item) ?? [];
      named.add(Number(id));
      return rotation !== undefined && rotations.includes(rotation) && Number(id) <= connectors;
    });
    return valid && named.size === items.length
      ? undefined
      : `items like 0.RST, each of connectors 0 to ${connectors} at most once, with ${rotations.join(', ')}`;
  },
});

export const ConnectorPhaseRotationMaxLength = integerKey({
  name: 'ConnectorPhaseRotationMaxLength',
  profile: 'Core',
  access: 'R',
  default: 2,
  meaning: 'How many items ConnectorPhaseRotation can have: one for each connector and one for the charger.',
  source: 'S 9.1.6',
});

/** Says what follows from the connectors that there are. */
export function describeConnectors(
  configuration: Configuration,
  connectors: readonly Pick<BoardConnector, 'hasLock'>[],
): void {
  configuration.give(NumberOfConnectors, connectors.length);
  configuration.give(ConnectorPhaseRotationMaxLength, connectors.length + 1);
  // E4 3.83: a fixed cable is never let go.
  if (!connectors.some(({ hasLock }) => hasLock)) configuration.give(UnlockConnectorOnEVSideDisconnect, false);
}

export const LightIntensity = integerKey({
  name: 'LightIntensity',
  profile: 'Core',
  unit: '%',
  access: 'RW',
  default: 100,
  maximum: 100,
  meaning: 'How bright the LED is.',
  source: 'S 9.1.11',
});

export const BlinkRepeat = integerKey({
  name: 'BlinkRepeat',
  profile: 'Core',
  unit: 'times',
  access: 'RW',
  default: 3,
  maximum: 100,
  meaning: 'How often the LED blinks to show somebody that a card was accepted (green) or refused (red).',
  source: 'S 9.1.4',
});

export const stationKeys = [
  NumberOfConnectors,
  SupportedFeatureProfiles,
  SupportedFeatureProfilesMaxLength,
  ConnectorPhaseRotation,
  ConnectorPhaseRotationMaxLength,
  LightIntensity,
  BlinkRepeat,
];
