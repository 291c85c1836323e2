/**
 * A number on a scale. While it is moved it shows where it would go; it acts when it is let go of.
 * Guarantee: what is told from outside is shown unless it is being moved.
 */
import { useState } from 'react';

export function Slider(props: {
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** In place of the value. */
  readonly shown?: string | undefined;
  readonly disabled?: boolean;
  readonly change: (value: number) => void;
}) {
  const { label, unit, min, max, step, value, shown, disabled = false, change } = props;
  const [moved, move] = useState<number>();

  function act(): void {
    if (moved === undefined) return;
    move(undefined);
    if (moved !== value || shown !== undefined) change(moved);
  }

  return (
    <label className="field slider grow">
      <span>
        {label}
        <span className="moved">
          {moved === undefined && shown !== undefined ? shown : `${moved ?? value} ${unit}`}
        </span>
      </span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={moved ?? value}
        aria-valuetext={moved === undefined && shown !== undefined ? shown : `${moved ?? value} ${unit}`}
        disabled={disabled}
        onChange={({ target }) => move(target.valueAsNumber)}
        onPointerUp={act}
        onKeyUp={act}
        onBlur={act}
      />
    </label>
  );
}
