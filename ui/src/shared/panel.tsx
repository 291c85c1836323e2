/** A part of the page with a title: a landmark with a heading, and room for what belongs to all of it. */
import { type ReactNode, useId } from 'react';

export function Panel(props: {
  readonly title: string;
  readonly tools?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const { title, tools, className = '', children } = props;
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {tools !== undefined && <div className="tools">{tools}</div>}
      </header>
      {children}
    </section>
  );
}
