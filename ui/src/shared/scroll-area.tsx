/** What may be wider than its place: it scrolls by itself, also by keys, and the page does not. */
import type { ReactNode } from 'react';

export function ScrollArea({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it, keys could not scroll
    <section className="table" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
