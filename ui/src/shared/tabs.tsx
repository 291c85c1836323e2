/**
 * Tabs (WAI-ARIA Authoring Practices): one is shown, arrow keys go round, the address's fragment keeps which.
 * Guarantee: what is not shown is not drawn.
 */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';

export interface Tab {
  /** In the address. */
  readonly name: string;
  readonly title: ReactNode;
  readonly show: () => ReactNode;
}

export function Tabs(props: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  /** Is it in the address? One set of tabs of a page can be. */
  readonly addressed?: boolean;
  readonly className?: string;
}) {
  const { label, tabs, addressed = false, className = '' } = props;
  const id = useId();
  const [chosen, choose] = useChoice(tabs, addressed);
  const shown = tabs.find(({ name }) => name === chosen) ?? tabs[0];

  function walk(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(({ name }) => name === shown?.name);
    const next = tabs[step(at, tabs.length)];
    if (next === undefined) return;
    choose(next.name);
    document.getElementById(`${id}-${next.name}`)?.focus();
  }

  return (
    <div className={`tabs ${className}`}>
      <div role="tablist" aria-label={label} onKeyDown={walk}>
        {tabs.map(({ name, title }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-controls={`${id}-panel`}
            aria-selected={name === shown?.name}
            tabIndex={name === shown?.name ? 0 : -1}
            onClick={() => choose(name)}
          >
            {title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown?.name}`}>
        {shown?.show()}
      </div>
    </div>
  );
}

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function useChoice(tabs: readonly Tab[], addressed: boolean): [string, (name: string) => void] {
  const [chosen, setChosen] = useState(() => (addressed ? location.hash.slice(1) : ''));
  useEffect(() => {
    if (!addressed) return undefined;
    const follow = () => setChosen(location.hash.slice(1));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [addressed]);
  return [
    tabs.some(({ name }) => name === chosen) ? chosen : (tabs[0]?.name ?? ''),
    (name) => {
      setChosen(name);
      if (addressed) history.replaceState(null, '', `#${name}`);
    },
  ];
}
