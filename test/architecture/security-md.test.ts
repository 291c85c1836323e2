/** What SECURITY.md says is defended is held by a test that there is. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');

/** The rows of its tables, without their heads. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .filter((line) => !/^\|( what \||.*\| held by \|$)/.test(line));

/** Names of the tests of a file; what differs from case to case is … */
function titlesIn(file: string): readonly string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/\b(?:it|test|on)\(\s*(['"`])((?:(?!\1).)+)\1/g)].map(([, , title = '']) =>
    title.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…'),
  );
}

function namedIn(row: string): readonly (readonly [file: string, title: string])[] {
  return [...row.matchAll(/`(test\/[^`]+\.ts)` "([^"]+)"/g)].map(([, file = '', title = '']) => [file, title]);
}

describe('SECURITY.md', () => {
  it('names a test in each line, or says plainly that something is not defended', () => {
    assert.ok(rows.length > 60);
    const silent = rows.filter((row) => namedIn(row).length === 0 && !/\| not defended: \S/.test(row));
    assert.deepEqual(silent, []);
  });

  it('names only files and tests that there are', () => {
    const named = rows.flatMap(namedIn);
    assert.equal(named.length, rows.join('').match(/`test\//g)?.length, 'each file that is named has a test behind it');
    const absent = named.filter(([file, title]) => !existsSync(join(root, file)) || !titlesIn(file).includes(title));
    assert.deepEqual(absent, []);
  });

  it('links only to pages that there are', () => {
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
    assert.ok(links.length > 0);
    assert.deepEqual(
      links.filter((link) => !existsSync(join(root, link))),
      [],
    );
  });
});
