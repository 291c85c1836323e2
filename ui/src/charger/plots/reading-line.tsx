/** What the plots say at the moment that is pointed at, or now, in words. */
import { clockTime, fixed } from '../../shared/format.ts';
import type { Point } from '../trace.ts';
import { limitWords } from '../words.ts';
import { profileName, type Step } from './schedule.ts';

export function ReadingLine(props: {
  readonly at: number;
  readonly point: Point | undefined;
  /** It is ahead of now. */
  readonly step: Step | undefined;
}) {
  const { at, point, step } = props;
  const time = <time>{clockTime(at * 1_000, false)} UTC</time>;
  if (step !== undefined) {
    const { limit, numberPhases, source } = step;
    return (
      <p className="reading">
        {time} <b>planned {fixed(limit, 1)} A</b> on {numberPhases === 1 ? '1 phase' : `${numberPhases} phases`}:{' '}
        {source === null ? 'no profile limits' : profileName(source)}
      </p>
    );
  }
  if (point === undefined) return <p className="reading">{time} nothing was seen then</p>;
  const { offeredCurrentA, limit, profile, currentA, powerW, temperatureC } = point;
  return (
    <p className="reading">
      {time} <b>offered {fixed(offeredCurrentA, 1)} A</b>, limit {fixed(limit.maxCurrentA, 1)} A:{' '}
      {limitWords[limit.source]}
      {profile !== undefined && ` (${profileName(profile)})`}
      <span className="currents">
        {currentA.map((current, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          <span key={index} data-line={index + 1}>
            L{index + 1} {fixed(current, 1)} A
          </span>
        ))}
      </span>
      {fixed(powerW / 1000, 2)} kW, {fixed(temperatureC, 1)} °C
    </p>
  );
}
