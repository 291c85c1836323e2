/**
 * A form made from a JSON Schema (src/schema/schema.ts): a field for each member, optional ones on demand, lists that grow.
 *
 * Guarantees: the value is JSON at any time, also while it is wrong: text that is no number stays text, and our own validator
 * says at its field what is wrong with it; a value that the form cannot have made (from the JSON tab) is shown as it is.
 */
import { useId } from 'react';
import type { ArrayNode, ObjectNode, Schema } from '../../../../src/schema/schema.ts';
import { Icon } from '../../shared/icon.tsx';
import { initial } from './beginnings.ts';
import { useForm } from './form-context.tsx';
import { ScalarField } from './scalar-field.tsx';

export interface FieldProps {
  readonly schema: Schema;
  readonly name: string;
  /** JSON pointer. */
  readonly path: string;
  readonly value: unknown;
  readonly change: (value: unknown) => void;
  /** Takes it away; absent: it has to be there. */
  readonly remove?: (() => void) | undefined;
}

/** The members of a whole payload. */
export function SchemaForm({
  schema,
  value,
  change,
}: {
  readonly schema: Schema;
  readonly value: unknown;
  readonly change: (value: unknown) => void;
}) {
  if (schema.type !== 'object' || schema.properties === undefined) return null;
  if (Object.keys(schema.properties).length === 0) return <p className="soft">This one has nothing to fill in.</p>;
  return <Members schema={schema} path="" value={value} change={change} />;
}

function Field(props: FieldProps) {
  const { schema } = props;
  if (schema.type === 'object' && schema.properties !== undefined) return <ObjectField {...props} schema={schema} />;
  if (schema.type === 'array') return <ArrayField {...props} schema={schema} />;
  return <ScalarField {...props} />;
}

function Members(props: {
  readonly schema: ObjectNode;
  readonly path: string;
  readonly value: unknown;
  readonly change: (value: unknown) => void;
}) {
  const { schema, path, change } = props;
  const { situation } = useForm();
  const value = isRecord(props.value) ? props.value : {};
  const names = Object.keys(schema.properties);
  const required = schema.required ?? [];
  const absent = names.filter((name) => !required.includes(name) && !(name in value));
  const strange = Object.keys(value).filter((name) => !names.includes(name));

  const without = (gone: string) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== gone));

  function add(name: string): void {
    const its = schema.properties[name];
    if (its === undefined) return;
    const all: Readonly<Record<string, unknown>> = { ...value, [name]: initial(its, name, situation) };
    // In the order of the schema, however they were added.
    change(Object.fromEntries(names.filter((each) => each in all).map((each) => [each, all[each]])));
    const at = `${path}/${name}`;
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-path="${at}"] :is(input, select, textarea, summary)`)?.focus(),
    );
  }

  return (
    <div className="members">
      {names
        .filter((name) => required.includes(name) || name in value)
        .map((name) => (
          <Field
            key={name}
            schema={schema.properties[name] ?? {}}
            name={name}
            path={`${path}/${name}`}
            value={value[name]}
            change={(changed) => change({ ...value, [name]: changed })}
            remove={required.includes(name) ? undefined : () => change(without(name))}
          />
        ))}
      {strange.map((name) => (
        <p key={name} className="row wrong" data-path={`${path}/${name}`}>
          There is no member <code>{name}</code>.
          <button type="button" onClick={() => change(without(name))}>
            Take it away
          </button>
        </p>
      ))}
      {absent.length > 0 && (
        <p className="row optional">
          <span className="soft">Optional</span>
          {absent.map((name) => (
            <button key={name} type="button" className="chip" onClick={() => add(name)}>
              <Icon name="plus" />
              {name}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

function ObjectField({ schema, name, path, value, change, remove }: FieldProps & { readonly schema: ObjectNode }) {
  return (
    <details className="nested" data-path={path} open>
      <summary>
        {name}
        {remove !== undefined && <Remove name={name} remove={remove} />}
      </summary>
      <Wrong path={path} />
      <Members schema={schema} path={path} value={value} change={change} />
    </details>
  );
}

function ArrayField({ schema, name, path, value, change, remove }: FieldProps & { readonly schema: ArrayNode }) {
  const { situation } = useForm();
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const id = useId();
  return (
    <details className="nested" data-path={path} open>
      <summary>
        {name} <span className="soft">{items.length}</span>
        {remove !== undefined && <Remove name={name} remove={remove} />}
      </summary>
      <Wrong path={path} />
      {schema.description !== undefined && <p className="soft">{schema.description}</p>}
      <ol className="items" aria-labelledby={id}>
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the items have nothing but their place
          <li key={index} data-path={`${path}/${index}`}>
            <Item
              schema={schema.items}
              name={name}
              index={index}
              path={`${path}/${index}`}
              value={item}
              change={(changed) => change(items.with(index, changed))}
              remove={() => change(items.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
      <button type="button" onClick={() => change([...items, items.at(-1) ?? initial(schema.items, name, situation)])}>
        <Icon name="plus" />
        Another<span className="unseen"> {name}</span>
      </button>
    </details>
  );
}

/** An object of a list has its members in a row. */
function Item(props: FieldProps & { readonly index: number; readonly remove: () => void }) {
  const { schema, name, index, path, value, change, remove } = props;
  const its = `${name} ${index + 1}`;
  if (schema.type !== 'object' || schema.properties === undefined) return <Field {...props} name={its} />;
  return (
    <fieldset className="item">
      <legend className="unseen">{its}</legend>
      <span className="soft place">{index + 1}</span>
      <Members schema={schema} path={path} value={value} change={change} />
      <Remove name={its} remove={remove} />
    </fieldset>
  );
}

export function Remove({ name, remove }: { readonly name: string; readonly remove: () => void }) {
  return (
    <button
      type="button"
      className="bare remove"
      onClick={(event) => {
        // In a summary it would fold, too.
        event.preventDefault();
        remove();
      }}
    >
      <Icon name="close" />
      <span className="unseen">Take {name} away</span>
    </button>
  );
}

/** What is wrong with a list or an object itself. */
function Wrong({ path }: { readonly path: string }) {
  const violation = useForm().violations.get(path);
  if (violation === undefined) return null;
  return (
    <p className="wrong">
      expected {violation.expected}, got {violation.got}
    </p>
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
