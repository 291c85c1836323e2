/**
 * Sends a CALL by a form made from its schema, or by its JSON: two views of one payload.
 *
 * Guarantees: nothing leaves that our own validator refuses, and it says at which field and why; what was answered is shown in the
 * dialog, which stays open for the next one.
 */
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { ActionView, ChargerSummary } from '../../../src/central/views.ts';
import { validate } from '../../../src/schema/validate.ts';
import { Dialog } from '../shared/dialog.tsx';
import { useStore } from '../shared/store.ts';
import { Tabs } from '../shared/tabs.tsx';
import { Answer } from './answer.tsx';
import { type Asked, useCalls } from './calls.tsx';
import type { CentralState } from './central-state.ts';
import type { CentralStore } from './central-store.ts';
import { beginningOf } from './form/beginnings.ts';
import { FormProvider } from './form/form-context.tsx';
import { presetsOf } from './form/presets.ts';
import { SchemaForm } from './form/schema-form.tsx';
import type { Situation } from './form/situation.ts';

export function CallDialog({ central }: { readonly central: CentralStore }) {
  const { asked: store, ask } = useCalls();
  const asked = useStore(store);
  const action = useStore(central.actions, (actions) => actions.find((each) => each.action === asked?.action));
  if (asked === undefined || action === undefined) return null;
  return (
    <Dialog
      key={asked.action}
      title={asked.action}
      close={() => {
        store.set(undefined);
      }}
    >
      <CallForm central={central} asked={asked} action={action} again={ask} />
    </Dialog>
  );
}

function CallForm(props: {
  readonly central: CentralStore;
  readonly asked: Asked;
  readonly action: ActionView;
  readonly again: (asked: Asked) => void;
}) {
  const { central, asked, action } = props;
  const { chargerId } = asked;
  const situation = useSituation(central, asked);
  const [payload, setPayload] = useState<unknown>(
    () => asked.payload ?? beginningOf(action.action, action.request, situation),
  );
  /** What stands in the JSON tab while it is no JSON. */
  const [broken, setBroken] = useState<{ readonly text: string; readonly why: string }>();
  const [number, setNumber] = useState<number>();
  const ending = useStore(central.sent.calls, (calls) => calls.find((call) => call.number === number)?.ending);
  const form = useRef<HTMLFormElement>(null);

  const found = useMemo(() => validate(action.request, payload), [action, payload]);
  const state = useMemo(
    () => ({ violations: new Map(found.map((each) => [each.path, each])), situation }),
    [found, situation],
  );

  function fill(next: unknown): void {
    setBroken(undefined);
    setPayload(next);
  }

  function write(text: string): void {
    try {
      fill(JSON.parse(text));
    } catch (error) {
      setBroken({ text, why: (error as Error).message });
    }
  }

  function send(event: FormEvent): void {
    event.preventDefault();
    if (broken !== undefined || found.length > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    setNumber(central.sent.send(chargerId, action.action, payload));
  }

  const answer = useRef<HTMLDivElement>(null);
  const ended = ending !== undefined && ending.kind !== 'waiting';
  useEffect(() => {
    if (ended) answer.current?.scrollIntoView({ block: 'nearest' });
  }, [ended]);

  const presets = presetsOf(action.action);
  return (
    <form ref={form} className="call-form" onSubmit={send} noValidate>
      <p className="soft">{action.summary}</p>
      {presets.length > 0 && (
        <p className="row presets">
          {presets.map(({ title, payload: make }) => (
            <button key={title} type="button" className="chip" onClick={() => fill(make(situation))}>
              {title}
            </button>
          ))}
        </p>
      )}
      <FormProvider value={state}>
        <Tabs
          label="How to fill it in"
          tabs={[
            {
              name: 'form',
              title: 'Form',
              show: () => <SchemaForm schema={action.request} value={payload} change={fill} />,
            },
            {
              name: 'json',
              title: 'JSON',
              show: () => (
                <textarea
                  className="json"
                  aria-label="Payload as JSON"
                  aria-invalid={broken !== undefined || found.length > 0}
                  spellCheck={false}
                  rows={14}
                  value={broken?.text ?? JSON.stringify(payload, null, 2)}
                  onChange={({ target }) => write(target.value)}
                />
              ),
            },
          ]}
        />
      </FormProvider>
      <Trouble broken={broken?.why} violations={found} />
      <div ref={answer} role="status" className="answer-place">
        {ending !== undefined && <Answer ending={ending} chargerId={chargerId} />}
      </div>
      <footer>
        <span className="soft to">
          to <code>{chargerId}</code>
        </span>
        <button type="submit" className="primary" disabled={ending?.kind === 'waiting'}>
          {number === undefined ? 'Send' : 'Send again'}
        </button>
      </footer>
    </form>
  );
}

/** What keeps it from being sent, in a line. */
function Trouble(props: { readonly broken: string | undefined; readonly violations: ReturnType<typeof validate> }) {
  const { broken, violations } = props;
  const [first] = violations;
  if (broken === undefined && first === undefined) return null;
  return (
    <p className="wrong">
      {broken !== undefined
        ? `This is no JSON: ${broken}`
        : `${violations.length === 1 ? 'One thing is' : `${violations.length} things are`} wrong, at ${first?.path || 'the whole'}.`}
    </p>
  );
}

function useSituation(central: CentralStore, { chargerId, connectorId: at }: Asked): Situation {
  const state = useStore(central.state);
  const keys = useStore(central.book.keys);
  return useMemo(
    () => situationOf(state, state?.chargers.get(chargerId), at, keys, central.now()),
    [central, state, chargerId, at, keys],
  );
}

/** Where every card may charge, this one may, too. */
const CARD = '04A1B2C3';

function situationOf(
  state: CentralState | undefined,
  charger: ChargerSummary | undefined,
  at: number | undefined,
  keys: readonly string[],
  now: number,
): Situation {
  const running = (state?.transactions ?? []).filter((each) => each.state.kind === 'running');
  const connectorId = at ?? running[0]?.connectorId ?? 1;
  const idTags = state?.idTags.idTags ?? [];
  return {
    connectorId,
    connectorIds: charger?.connectors.map((connector) => connector.connectorId) ?? [],
    transactionId: running.find((each) => each.connectorId === connectorId)?.transactionId,
    transactionIds: running.map(({ transactionId }) => transactionId),
    idTag:
      (idTags.find(({ status }) => status === 'Accepted') ?? idTags[0] ?? state?.transactions.at(-1))?.idTag ?? CARD,
    idTags,
    keys,
    now,
  };
}
