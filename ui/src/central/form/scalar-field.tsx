/** A field for one value: text, a number, a moment, one of some words, yes or no. */
import { type ReactNode, useId, useState } from 'react';
import type { Schema } from '../../../../src/schema/schema.ts';
import { useForm } from './form-context.tsx';
import { type FieldProps, Remove } from './schema-form.tsx';
import { HOUR_MS, moment, offers } from './situation.ts';

/** Text that may be longer than this is written in more than one line. */
const LONG = 500;

interface ControlProps {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

export function ScalarField({ schema, name, path, value, change, remove }: FieldProps) {
  const id = useId();
  const violation = useForm().violations.get(path);
  const described = [
    schema.description === undefined ? undefined : `${id}-hint`,
    violation === undefined ? undefined : `${id}-wrong`,
  ].filter((each) => each !== undefined);
  const control: ControlProps = {
    id,
    'aria-invalid': violation !== undefined,
    'aria-describedby': described.length === 0 ? undefined : described.join(' '),
  };
  return (
    <div className="scalar" data-path={path}>
      <label htmlFor={id}>{name}</label>
      <div className="control">
        {controlOf(schema, name, value, change, control)}
        {remove !== undefined && <Remove name={name} remove={remove} />}
      </div>
      {violation !== undefined && (
        <p id={`${id}-wrong`} className="wrong">
          expected {violation.expected}, got {violation.got}
        </p>
      )}
      {schema.description !== undefined && (
        <p id={`${id}-hint`} className="soft hint">
          {schema.description}
        </p>
      )}
    </div>
  );
}

function controlOf(
  schema: Schema,
  name: string,
  value: unknown,
  change: (value: unknown) => void,
  control: ControlProps,
): ReactNode {
  switch (schema.type) {
    case 'boolean':
      return (
        <Choice
          words={['true', 'false']}
          value={String(value)}
          change={(word) => change(word === 'true')}
          control={control}
        />
      );
    case 'integer':
    case 'number':
      return <Text name={name} value={value} change={change} read={readNumber} numeric control={control} />;
    case 'string':
      if (schema.enum !== undefined)
        return <Choice words={schema.enum} value={String(value)} change={change} control={control} />;
      if (schema.format === 'date-time') return <Moment name={name} value={value} change={change} control={control} />;
      if ((schema.maxLength ?? 0) > LONG) return <LongText value={value} change={change} control={control} />;
      return <Text name={name} value={value} change={change} read={(text) => text} control={control} />;
    default:
      return <Text name={name} value={value} change={change} read={(text) => text} control={control} />;
  }
}

function Choice(props: {
  readonly words: readonly string[];
  readonly value: string;
  readonly change: (word: string) => void;
  readonly control: ControlProps;
}) {
  const { words, value, change, control } = props;
  return (
    <select {...control} value={value} onChange={({ target }) => change(target.value)}>
      {!words.includes(value) && <option>{value}</option>}
      {words.map((word) => (
        <option key={word}>{word}</option>
      ))}
    </select>
  );
}

interface TextProps {
  readonly value: unknown;
  readonly change: (value: unknown) => void;
  readonly control: ControlProps;
}

function Text(
  props: TextProps & {
    readonly name: string;
    readonly read: (text: string) => unknown;
    readonly numeric?: boolean;
  },
) {
  const { name, value, change, read, numeric = false, control } = props;
  const choices = offers(name, useForm().situation);
  const [typed, type] = useState(textOf(value));
  // What is typed is shown as it was typed (`16.`), as long as it means the value.
  const shown = Object.is(read(typed), value) ? typed : textOf(value);
  return (
    <>
      <input
        {...control}
        className="mono"
        type="text"
        inputMode={numeric ? 'decimal' : 'text'}
        autoComplete="off"
        spellCheck={false}
        list={choices.length === 0 ? undefined : `${control.id}-offers`}
        value={shown}
        onChange={({ target }) => {
          type(target.value);
          change(read(target.value));
        }}
      />
      {choices.length > 0 && (
        <datalist id={`${control.id}-offers`}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
    </>
  );
}

function LongText({ value, change, control }: TextProps) {
  return (
    <textarea
      {...control}
      rows={4}
      spellCheck={false}
      value={textOf(value)}
      onChange={({ target }) => change(target.value)}
    />
  );
}

function Moment({ name, value, change, control }: TextProps & { readonly name: string }) {
  const { now } = useForm().situation;
  return (
    <>
      <Text name={name} value={value} change={change} read={(text) => text} control={control} />
      <button type="button" onClick={() => change(moment(now))}>
        Now<span className="unseen"> as {name}</span>
      </button>
      <button type="button" onClick={() => change(moment(laterOf(value, now)))}>
        + 1 h<span className="unseen"> for {name}</span>
      </button>
    </>
  );
}

/** An hour after what stands there, or after now. */
function laterOf(value: unknown, now: number): number {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return (Number.isFinite(at) ? at : now) + HOUR_MS;
}

/** Text that is no number stays what it is, for the validator to say so. */
function readNumber(text: string): unknown {
  return /^\s*[+-]?\d+(\.\d*)?\s*$/.test(text) ? Number(text) : text;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
