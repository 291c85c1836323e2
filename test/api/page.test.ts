import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createWorld } from './api-world.ts';

const UI = join(import.meta.dirname, '../../ui/src');

const built = join(import.meta.dirname, '../../dist/ui');

test('the page and what it loads are served by the process itself, also without a token', async (t) => {
  const world = await createWorld(t, { token: 'secret' });
  const bare = { headers: { authorization: 'none' } };
  const page = await world.ask('GET', '/', bare);
  assert.equal(page.status, 200);
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(page.text, readFileSync(join(built, 'charger.html'), 'utf8'), 'npm run page builds it');
  const parts = [...page.text.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, part]) => part ?? '');
  assert.ok(parts.length >= 3, page.text);
  for (const part of parts) {
    const answer = await world.ask('GET', `/${part}`, bare);
    assert.equal(answer.status, 200, part);
    assert.equal(answer.text, readFileSync(join(built, part), 'utf8'));
  }
});

test('what the page loads may be kept for ever, the page itself not at all', async (t) => {
  const world = await createWorld(t);
  assert.equal((await world.ask('GET', '/')).headers['cache-control'], 'no-store');
  for (const folder of ['scripts', 'styles']) {
    for (const file of readdirSync(join(built, folder))) {
      const { headers } = await world.ask('GET', `/${folder}/${file}`);
      assert.match(String(headers['cache-control']), /max-age=31536000, immutable/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
    }
  }
});

test('nothing foreign is loaded, nothing inline runs, and no other site can frame the page', async (t) => {
  const world = await createWorld(t);
  const { headers, text } = await world.ask('GET', '/');
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.match(policy, /style-src 'self'(;|$)/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:/);
  assert.doesNotMatch(text, /https?:\/\//);
  assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
});

test('only files of the build are found', async (t) => {
  const world = await createWorld(t);
  for (const path of ['/scripts/nothing.js', '/scripts/..%2Fcharger.html', '/styles/..%2f..%2f..%2fpackage.json']) {
    const { status, body } = await world.ask('GET', path);
    assert.equal(status, 404, path);
    assert.match(body.type, /unknown-file$/);
  }
});

test('the pages never make markup of what they show', () => {
  const sources = globSync('**/*.{ts,tsx}', { cwd: UI });
  assert.ok(sources.length > 30);
  for (const file of sources) {
    const code = readFileSync(join(UI, file), 'utf8');
    assert.doesNotMatch(
      code,
      /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\bFunction\(/,
      file,
    );
  }
});
