/** A charge point in a program of one's own: `npm install pilotwire`. */
import {
  type Board,
  type ChargePoint,
  createChargePoint,
  createSystemClock,
  createSystemRandom,
  createWebSocketTransport,
  type DataTransferHandlers,
  type Log,
  models,
  openSqliteDatabase,
} from 'pilotwire';

/** What this charger does when its vendor's messages come: by vendorId, and within by messageId ('' for none). */
const dataTransfer: DataTransferHandlers = {
  'com.example': {
    ShowText: (data) => {
      console.log(`on the display: ${data}`);
      return { status: 'Accepted' };
    },
    // A handler may take its time: up to 20 s, then the answer is Rejected.
    ReadSensor: async () => ({ status: 'Accepted', data: JSON.stringify({ celsius: 21 }) }),
  },
};

/** Starts it, and returns how to stop it. `board` is your hardware. */
export function startCharger(options: { board: Board; csmsUrl: string; file: string; log: Log }): () => void {
  const { board, csmsUrl, file, log } = options;
  const database = openSqliteDatabase(file);
  const clock = createSystemClock();
  let chargePoint = build();

  function build(): ChargePoint {
    return createChargePoint({
      model: models.reference,
      identity: { chargePointId: 'CP-1', vendor: 'Example', model: 'One', firmwareVersion: '1.0' },
      csmsUrl,
      configuration: { MeterValueSampleInterval: '30' },
      board,
      store: database.open('CP-1'),
      transport: createWebSocketTransport(),
      clock,
      random: createSystemRandom(),
      log,
      dataTransfer,
      // A Reset: what has to outlive it is in the store. A real charger may as well end its process here.
      restart() {
        chargePoint.stop();
        chargePoint = build();
        chargePoint.start();
      },
    });
  }

  chargePoint.start();
  return () => {
    chargePoint.stop();
    database.close();
  };
}
