/** What the pages make of frames, without a browser. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createFrameGate } from '../../ui/src/charger/frame-gate.ts';
import { createEventParser } from '../../ui/src/shared/event-parser.ts';
import { createFrameBook, type Frame, KEPT } from '../../ui/src/shared/frame-book.ts';
import { createFilteredFrames, everything } from '../../ui/src/shared/wire/frame-filter.ts';
import { contentOf } from '../../ui/src/shared/wire/frame-text.ts';
import { lifeOf } from '../../ui/src/shared/wire/life.ts';
import { placed, ROW, topOf } from '../../ui/src/shared/wire/window.ts';

type Passing = Omit<Frame, 'number'>;

const atOnce = (act: () => void) => act();

let moment = 0;
function call(direction: 'in' | 'out', id: string, action: string, payload: object): Passing {
  moment += 1;
  return { at: moment, direction, kind: 'call', id, action, text: JSON.stringify([2, id, action, payload]) };
}

function answer(direction: 'in' | 'out', id: string, action: string, payload: object): Passing {
  moment += 1;
  return { at: moment, direction, kind: 'result', id, action, latencyMs: 3, text: JSON.stringify([3, id, payload]) };
}

function bookOf(frames: readonly Passing[]) {
  const book = createFrameBook(atOnce);
  for (const frame of frames) book.add(frame);
  return book;
}

describe('server-sent events', () => {
  it('mean the same however their text is cut into chunks', () => {
    const text =
      'retry: 2000\n\nevent: hello\ndata: {"a":1}\n\n: still here\n\nevent: frame\ndata: one\ndata: two\n\ndata: bare\n\n';
    const expected = [
      { kind: 'hello', data: '{"a":1}' },
      { kind: 'frame', data: 'one\ntwo' },
      { kind: 'message', data: 'bare' },
    ];
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(text.length)), (cuts) => {
        const parser = createEventParser();
        const ends = [...cuts.toSorted((one, other) => one - other), text.length];
        const events = ends.flatMap((end, index) => parser.take(text.slice(ends[index - 1] ?? 0, end)));
        assert.deepEqual(events, expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the book of frames', () => {
  it('finds the answer of a CALL and the CALL of an answer, also when both sides use the same id', () => {
    const book = bookOf([
      call('out', '1', 'Heartbeat', {}),
      call('in', '1', 'ClearCache', {}),
      answer('out', '1', 'ClearCache', { status: 'Accepted' }),
      answer('in', '1', 'Heartbeat', { currentTime: '' }),
    ]);
    const [heartbeat, clearCache, cleared, beaten] = book.frames();
    assert.ok(heartbeat && clearCache && cleared && beaten);
    assert.equal(book.partner(heartbeat), beaten);
    assert.equal(book.partner(beaten), heartbeat);
    assert.equal(book.partner(clearCache), cleared);
    assert.deepEqual(book.actions(), ['ClearCache', 'Heartbeat']);
  });

  it('keeps the newest, and forgets the other half with what it lets go of', () => {
    const book = createFrameBook(atOnce);
    book.add(call('out', 'first', 'Heartbeat', {}));
    for (let n = 0; n < KEPT; n += 1) book.add(call('out', `n${n}`, 'Heartbeat', {}));
    assert.ok(book.frames().length <= KEPT);
    book.add(answer('in', 'first', 'Heartbeat', {}));
    const late = book.frames().at(-1);
    assert.ok(late);
    assert.equal(book.partner(late), undefined);
  });

  it('tells its watchers once for all that comes before a picture', () => {
    const pictures: (() => void)[] = [];
    const book = createFrameBook((act) => pictures.push(act));
    let told = 0;
    book.subscribe(() => {
      told += 1;
    });
    for (let n = 0; n < 200; n += 1) book.add(call('out', `${n}`, 'Heartbeat', {}));
    for (const draw of pictures) draw();
    assert.equal(told, 1);
    assert.equal(book.frames().length, 200);
  });
});

describe('the gate between past and present', () => {
  const names = (frames: readonly Passing[]) => frames.map(({ id }) => id);

  it('puts the past before what came while it was asked for, and nothing twice', () => {
    const passed: Passing[] = [];
    const gate = createFrameGate((frame) => passed.push(frame));
    const [one, two, three, four] = ['1', '2', '3', '4'].map((id) => call('out', id, 'Heartbeat', {}));
    assert.ok(one && two && three && four);
    gate.close();
    gate.live(three);
    gate.live(four);
    gate.open([one, two, three]);
    assert.deepEqual(names(passed), ['1', '2', '3', '4']);
    // The connection was lost for a while.
    const missed = call('out', '5', 'Heartbeat', {});
    gate.close();
    gate.open([two, three, four, missed]);
    assert.deepEqual(names(passed), ['1', '2', '3', '4', '5']);
  });

  it('lets two frames through that look the same, while it is open', () => {
    const passed: Passing[] = [];
    const gate = createFrameGate((frame) => passed.push(frame));
    const frame = call('out', '1', 'Heartbeat', {});
    gate.live(frame);
    gate.live(frame);
    assert.equal(passed.length, 2);
  });
});

describe('a filter', () => {
  it('finds the same, whether the frames came before it or after', () => {
    const book = createFrameBook(atOnce);
    const filter = { ...everything, sought: 'BEAT', direction: 'out' as const };
    const growing = createFilteredFrames(book);
    for (let n = 0; n < 50; n += 1) {
      book.add(call(n % 3 === 0 ? 'in' : 'out', `${n}`, n % 2 === 0 ? 'Heartbeat' : 'MeterValues', {}));
      growing.of(filter, Number.POSITIVE_INFINITY);
    }
    const late = createFilteredFrames(book).of(filter, Number.POSITIVE_INFINITY);
    assert.deepEqual(growing.of(filter, Number.POSITIVE_INFINITY), late);
    assert.equal(late.length, 16);
    assert.equal(createFilteredFrames(book).of(everything, 10).length, 10);
  });

  it('finds what something is wrong with', () => {
    const wrong: Passing = { at: 1, direction: 'in', kind: 'malformed', text: '{', complaint: 'is no array' };
    const error: Passing = { at: 2, direction: 'in', kind: 'error', id: '1', text: '[4,"1","InternalError","",{}]' };
    const book = bookOf([call('out', '1', 'Heartbeat', {}), error, wrong]);
    const found = createFilteredFrames(book).of({ ...everything, troubleOnly: true }, Number.POSITIVE_INFINITY);
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['error', 'malformed'],
    );
  });
});

describe('the content of a frame', () => {
  it('is its payload, and of what is no frame its text', () => {
    const content = (text: string) => contentOf({ number: 1, at: 0, direction: 'in', kind: 'call', text });
    assert.deepEqual(content('[2,"1","Heartbeat",{"a":1}]').lines, ['{', '  "a": 1', '}']);
    assert.equal(content('[3,"1",{"a":1}]').brief, '{"a":1}');
    assert.match(content('[4,"1","InternalError","why",{}]').brief, /InternalError.*why/);
    assert.deepEqual(content('{"not":').lines, ['{"not":']);
  });
});

describe('the life of a transaction', () => {
  /** Two transactions to which the Central System gave the same id. */
  const one = (tag: string, idTag: string, wh: number): Passing[] => [
    call('out', `${tag}-a`, 'Authorize', { idTag }),
    answer('in', `${tag}-a`, 'Authorize', { idTagInfo: { status: 'Accepted' } }),
    call('out', `${tag}-s`, 'StartTransaction', {
      connectorId: 1,
      idTag,
      meterStart: wh,
      timestamp: '2026-01-01T00:00:00Z',
    }),
    answer('in', `${tag}-s`, 'StartTransaction', { transactionId: 1, idTagInfo: { status: 'Accepted' } }),
    call('out', `${tag}-m`, 'MeterValues', { connectorId: 1, transactionId: 1, meterValue: [] }),
    answer('in', `${tag}-m`, 'MeterValues', {}),
    call('out', `${tag}-e`, 'StopTransaction', {
      transactionId: 1,
      meterStop: wh + 500,
      timestamp: '2026-01-01T01:00:00Z',
      reason: 'Local',
    }),
    answer('in', `${tag}-e`, 'StopTransaction', {}),
  ];
  const book = bookOf([...one('x', 'FIRST', 0), call('out', 'h', 'Heartbeat', {}), ...one('y', 'SECOND', 500)]);

  it('is told from any of its frames, and is not another one that has the same id', () => {
    for (const [tag, idTag, meterStart] of [
      ['x', 'FIRST', 0],
      ['y', 'SECOND', 500],
    ] as const) {
      for (const frame of book.frames().filter(({ id, action }) => id?.startsWith(tag) && action !== 'Authorize')) {
        const life = lifeOf(book, frame);
        assert.ok(life, `${frame.id}`);
        assert.deepEqual([life.idTag, life.meterStart, life.meterStop], [idTag, meterStart, meterStart + 500]);
        assert.deepEqual([...new Set(life.frames.map(({ id }) => id?.slice(0, 1)))], [tag]);
        assert.equal(life.frames.length, 8);
        assert.equal(life.reason, 'Local');
      }
    }
  });

  it('is not of a frame that has nothing to do with one', () => {
    const heartbeat = book.frames().find(({ action }) => action === 'Heartbeat');
    assert.ok(heartbeat);
    assert.equal(lifeOf(book, heartbeat), undefined);
  });
});

describe('the window of a list', () => {
  it('draws every row that can be seen at its place, and few others', () => {
    const list = fc.record({
      count: fc.integer({ min: 0, max: 5_000 }),
      open: fc.uniqueArray(fc.nat(4_999), { maxLength: 5 }),
      more: fc.integer({ min: 1, max: 2_000 }),
      top: fc.nat(200_000),
    });
    fc.assert(
      fc.property(list, ({ count, open, more, top }) => {
        const unfolded = open
          .filter((row) => row < count)
          .sort((a, b) => a - b)
          .map((row) => ({ row, more }));
        const seen = { top, height: 600 };
        const { first, end, tops, height } = placed(count, unfolded, seen);
        assert.equal(height, count * ROW + unfolded.length * more);
        assert.ok(end - first <= 600 / ROW + 20, `${end - first} rows`);
        for (let row = 0; row < count; row += 1) {
          const at = topOf(unfolded, row);
          const bottom = topOf(unfolded, row + 1);
          const visible = bottom > seen.top && at < seen.top + seen.height;
          if (visible) assert.ok(row >= first && row < end, `row ${row} of ${first}..${end}`);
          if (row >= first && row < end) assert.equal(tops[row - first], at);
        }
      }),
      { numRuns: 40 },
    );
  });
});
