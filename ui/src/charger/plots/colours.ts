/** Colours of the theme as a canvas wants them: resolved. */

/** Reads tokens (`--ink`) as they are seen at an element now. */
export function colourReader(at: HTMLElement): (token: string) => string {
  const probe = document.createElement('span');
  probe.hidden = true;
  at.append(probe);
  const known = new Map<string, string>();
  return (token) => {
    const resolved = known.get(token);
    if (resolved !== undefined) return resolved;
    probe.style.color = `var(${token})`;
    const colour = getComputedStyle(probe).color;
    known.set(token, colour);
    return colour;
  };
}
