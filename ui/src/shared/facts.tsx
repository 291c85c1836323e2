/** Names and values beside each other: a description list. What has no value is left out. */
import type { ReactNode } from 'react';

export function Facts({
  facts,
  className = '',
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
  readonly className?: string;
}) {
  return (
    <dl className={`facts ${className}`}>
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
