/** A state in a word, with a colour that says how things are; the word alone says it, too. */
export type Tone = 'plain' | 'good' | 'busy' | 'warn' | 'bad';

export function Pill({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: string }) {
  return (
    <span className="pill" data-tone={tone}>
      {children}
    </span>
  );
}
