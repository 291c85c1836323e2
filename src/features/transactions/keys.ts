/** The keys that say when a transaction can begin and must end (S 9.1). */
import { booleanKey, integerKey } from '../configuration/key.ts';

export const ConnectionTimeOut = integerKey({
  name: 'ConnectionTimeOut',
  profile: 'Core',
  unit: 's',
  access: 'RW',
  default: 60,
  meaning: 'From the first of plug and card to the second; then the visit is over. 0 for no bound.',
  source: 'S 9.1.6, E4 3.76, E4 3.87',
});

export const StopTransactionOnEVSideDisconnect = booleanKey({
  name: 'StopTransactionOnEVSideDisconnect',
  profile: 'Core',
  access: 'RW',
  default: true,
  meaning: 'A transaction is over when the car is unplugged; otherwise it waits for the car to come back.',
  source: 'S 9.1.24, E4 3.79',
});

export const UnlockConnectorOnEVSideDisconnect = booleanKey({
  name: 'UnlockConnectorOnEVSideDisconnect',
  profile: 'Core',
  access: 'RW',
  default: true,
  meaning: 'The lock lets go of the cable when the car is unplugged; otherwise it waits for the owner.',
  source: 'S 9.1.33, E4 3.83',
});

export const StopTransactionOnInvalidId = booleanKey({
  name: 'StopTransactionOnInvalidId',
  profile: 'Core',
  access: 'RW',
  default: true,
  meaning:
    'A transaction whose identifier the Central System does not accept is stopped; otherwise it gets no more energy.',
  source: 'S 9.1.25, S 3.5.4, E4 3.17',
});

export const MaxEnergyOnInvalidId = integerKey({
  name: 'MaxEnergyOnInvalidId',
  profile: 'Core',
  unit: 'Wh',
  access: 'RW',
  default: 0,
  meaning: 'How much energy a transaction still gets whose identifier turned out invalid and which is not stopped.',
  source: 'S 9.1.14, S 3.5.4',
});

export const transactionKeys = [
  ConnectionTimeOut,
  StopTransactionOnEVSideDisconnect,
  UnlockConnectorOnEVSideDisconnect,
  StopTransactionOnInvalidId,
  MaxEnergyOnInvalidId,
];
