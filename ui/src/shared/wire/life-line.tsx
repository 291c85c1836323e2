/** What is known of the transaction whose life is shown. */
import { dayTime, fixed, span } from '../format.ts';
import { Icon } from '../icon.tsx';
import type { Life } from './life.ts';

export function LifeLine({ life, close }: { readonly life: Life; readonly close: () => void }) {
  const { transactionId, connectorId, idTag, meterStart, meterStop, startedAt, stoppedAt, reason } = life;
  const energy = meterStart === undefined || meterStop === undefined ? undefined : (meterStop - meterStart) / 1_000;
  const lasted =
    startedAt === undefined || stoppedAt === undefined ? undefined : Date.parse(stoppedAt) - Date.parse(startedAt);
  return (
    <div className="row life">
      <p className="grow">
        <b>Transaction {transactionId ?? 'that has no id yet'}</b>
        {idTag !== undefined && (
          <>
            {' '}
            of <code>{idTag}</code>
          </>
        )}
        {connectorId !== undefined && <> at connector {connectorId}</>}
        {startedAt !== undefined && <>, from {dayTime(startedAt)}</>}
        {meterStart !== undefined && <> at {meterStart} Wh</>}
        {stoppedAt === undefined ? ', still running as far as was seen' : `, to ${dayTime(stoppedAt)}`}
        {meterStop !== undefined && <> at {meterStop} Wh</>}
        {energy !== undefined && lasted !== undefined && (
          <>
            : {fixed(energy, 3)} kWh in {span(lasted)}
          </>
        )}
        {reason !== undefined && <>, {reason}</>}
      </p>
      <button type="button" onClick={close}>
        <Icon name="close" />
        All frames
      </button>
    </div>
  );
}
