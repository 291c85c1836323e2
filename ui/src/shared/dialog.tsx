/**
 * A modal dialog: the browser's own <dialog>, with its focus trap, Escape and backdrop.
 * Guarantee: `close` is called once, however it is closed; the focus goes back to where it was.
 */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Icon } from './icon.tsx';

export function Dialog(props: {
  readonly title: string;
  readonly close: () => void;
  /** False: there is no way around it. */
  readonly dismissible?: boolean;
  readonly children: ReactNode;
}) {
  const { title, close, dismissible = true, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (dismissible) close();
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        {dismissible && (
          <button type="button" className="bare" onClick={close}>
            <Icon name="close" />
            <span className="unseen">Close</span>
          </button>
        )}
      </header>
      {children}
    </dialog>
  );
}
