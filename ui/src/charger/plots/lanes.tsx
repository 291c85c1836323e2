/** The installed charging profiles as bars in time, a lane each; the one that wins at the moment looked at is filled. */
import type { ProfileShown } from '../../../../src/api/schemas.ts';
import type { Lane } from './profile-bars.ts';
import { profileName } from './schedule.ts';
import type { Range } from './view.ts';

const short = { ChargePointMaxProfile: 'Max', TxDefaultProfile: 'Def', TxProfile: 'Tx' } as const;

export function Lanes(props: {
  readonly lanes: readonly Lane[];
  readonly range: Range;
  readonly now: number;
  readonly wins: ProfileShown | null | undefined;
}) {
  const { lanes, range, now, wins } = props;
  if (lanes.length === 0) return null;
  const share = (at: number) => `${(100 * (at - range.from)) / (range.to - range.from)}%`;
  return (
    <ul className="lanes" aria-label="Installed charging profiles, by stack level">
      {lanes.map(({ profile, connectorId, bars }) => {
        const name = `${profileName(profile)}, connector ${connectorId}`;
        return (
          <li
            key={`${connectorId} ${profile.chargingProfileId}`}
            data-wins={wins?.chargingProfileId === profile.chargingProfileId}
          >
            <span className="name" title={name}>
              <span aria-hidden="true">
                {short[profile.chargingProfilePurpose]} {profile.stackLevel}
              </span>
              <span className="unseen">{name}</span>
            </span>
            <span className="track">
              {bars.map(({ from, to, text }) => (
                <span
                  key={from}
                  className="bar"
                  data-past={to <= now}
                  title={`${name}: ${text}`}
                  style={{ left: share(from), width: `calc(${share(range.from + to - from)} - 1px)` }}
                >
                  {text}
                </span>
              ))}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
