/** The same charger with every gap closed: the whole of OCPP 1.6 with errata v4.0 and of the security white paper, 1..n connectors. */
import { type Action, actions } from '../ocpp16/actions.ts';
import type { Model } from './model.ts';
import { zaptecPro } from './zaptec-pro.ts';

export const reference: Model = {
  name: 'reference',
  identity: { vendor: 'pilotwire', model: 'reference', firmwareVersion: '0.1.0', serialPrefix: 'PWR' },
  maxCurrentA: 32,
  phases: 3,
  maxConnectors: 64,
  actions: Object.keys(actions) as Action[],
  measurands: {
    'Energy.Active.Import.Register': 'total',
    Voltage: 'by phase',
    'Current.Import': 'by phase',
    'Current.Offered': 'total',
    'Power.Active.Import': 'total and by phase',
    'Power.Offered': 'total',
    Temperature: 'total',
  },
  clockSources: ['system', 'ntp', 'central-system'],
  configuration: {
    ...zaptecPro.configuration,
    LockCablePermanently: { default: 'false' },
    SupportedFileTransferProtocols: { default: 'HTTP,HTTPS,FTP,FTPS' },
    StopTransactionOnEVSideDisconnect: { default: 'true', access: 'RW' },
  },
  quirks: {
    schemaViolationCode: 'ByKind',
    reportsFaults: true,
    sendsMeterIdentity: true,
    showsReservation: true,
    verifiesServer: true,
  },
};
