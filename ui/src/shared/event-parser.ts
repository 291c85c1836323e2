/**
 * Reads the text of server-sent events (HTML standard, 9.2), however it is cut into chunks. Pure but for what it keeps of an
 * event that is not complete yet.
 */
export interface ServerEvent {
  readonly kind: string;
  readonly data: string;
}

export interface EventParser {
  /** The events that this chunk completes. */
  take(chunk: string): readonly ServerEvent[];
}

export function createEventParser(): EventParser {
  let rest = '';
  return {
    take(chunk) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      return blocks.map(readBlock).filter((event) => event !== undefined);
    },
  };
}

/** Undefined for a comment, and for what has no data. */
function readBlock(block: string): ServerEvent | undefined {
  let kind = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event') kind = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 ? undefined : { kind, data: data.join('\n') };
}
