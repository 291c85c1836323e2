/**
 * `pilotwire`: a charge point in your own program, on your own hardware or on the simulated one (docs/embedding.md).
 *
 * Guarantee: what is not exported here, or by `pilotwire/testing`, may change in any release.
 */

// Hardware: implement Board, or take the virtual one.
export { createVirtualBoard, type VirtualBoard } from './boards/virtual/board.ts';
// One charge point, and one with simulated hardware that survives its own resets.
export { type ChargePoint, type ChargePointOptions, createChargePoint } from './charge-point.ts';
export type { ChargePointEvent } from './charge-point-event.ts';
export type * from './charger/board.ts';
export type { FaultCause } from './charger/fault-causes.ts';
// Ports and their adapters.
export type { Clock, Timer } from './clock/clock.ts';
export { createSystemClock } from './clock/system-clock.ts';
export { createVirtualClock, type VirtualClock } from './clock/virtual-clock.ts';
export type {
  DataTransferAnswer,
  DataTransferHandler,
  DataTransferHandlers,
} from './features/data-transfer/data-transfer.ts';
export type { Registration } from './features/registration.ts';
export { createDiskFiles } from './files/disk.ts';
export { type Files, FilesError, type FileWriter } from './files/files.ts';
export { createFilesDisk, createMemoryFiles, type FilesDisk } from './files/memory.ts';
export type { Identity } from './identity.ts';
export { createLoopbackNetwork, type LoopbackNetwork } from './link/loopback.ts';
export type { Transport } from './link/transport.ts';
export { createWebSocketTransport } from './link/web-socket.ts';
export { type Log, silentLog } from './log/log.ts';
// Models, and the start-up file that chooses and configures one.
export type { Model } from './models/model.ts';
export { models } from './models/models.ts';
// The vocabulary.
export type { Action, Confirmation, Request } from './ocpp16/actions.ts';
export type { ChargePointStatus, ResetType } from './ocpp16/types.ts';
export type { Random } from './random/random.ts';
export { createSeededRandom } from './random/seeded-random.ts';
export { createSystemRandom } from './random/system-random.ts';
export type { Outcome } from './rpc/outcome.ts';
export { readStartUpFile, type StartUp, type StartUpFile, type StartUpResult } from './start-up-file.ts';
export { createMemoryDatabase } from './store/memory.ts';
export { openSqliteDatabase } from './store/sqlite.ts';
export { type Database, type Store, StoreError } from './store/store.ts';
export { createNetworkTransfer } from './transfer/network-transfer.ts';
export type { Transfer } from './transfer/transfer.ts';
export { createTwin, type Twin, type TwinOptions } from './twin.ts';
