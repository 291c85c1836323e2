/** What `demo --once` prints at the end, and whether it went well. Pure. */
import type { CentralCharger } from '../central/central-charger.ts';

const columns = ['idTag', 'transactionId', 'start Wh', 'stop Wh', 'kWh', 'reason', 'frames'] as const;

/** A table of the charger's transactions. */
export function sessionTable(charger: CentralCharger, frames: number): string {
  const rows = charger.transactions.map(({ idTag, transactionId, meterStart, state }) => {
    const stop = state.kind === 'stopped' ? state : undefined;
    return [
      idTag,
      String(transactionId),
      String(meterStart),
      stop === undefined ? '' : String(stop.meterStop),
      stop === undefined ? '' : ((stop.meterStop - meterStart) / 1000).toFixed(3),
      stop?.reason ?? state.kind,
      String(frames),
    ];
  });
  const widths = columns.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return [line(columns), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** Everything that is not as it should be after one visit, in sentences; nothing when all is well. */
export function judge(charger: CentralCharger, registerWh: number): readonly string[] {
  const [transaction, ...others] = charger.transactions;
  const problems = charger.complaints.map(({ message }) => `the Central System complains: ${message}`);
  if (others.length > 0) problems.push(`there are ${others.length + 1} transactions instead of one`);
  if (transaction === undefined) return [...problems, 'there is no transaction'];
  const { state, meterStart } = transaction;
  if (state.kind !== 'stopped') return [...problems, `the transaction is ${state.kind}`];
  if (state.reason !== 'Local') problems.push(`the transaction ended with ${state.reason} instead of Local`);
  if (state.meterStop !== registerWh)
    problems.push(`it ended at ${state.meterStop} Wh, but the meter says ${registerWh} Wh`);
  if (state.meterStop <= meterStart) problems.push('no energy was charged');
  if (charger.status(1) !== 'Available') problems.push(`the connector is ${charger.status(1)} instead of Available`);
  return problems;
}
