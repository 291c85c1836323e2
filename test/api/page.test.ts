import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { html } from '../../src/api/page/html.ts';
import { script } from '../../src/api/page/script.ts';
import { style } from '../../src/api/page/style.ts';
import { eventSchemas } from '../../src/api/schemas.ts';
import { createWorld } from './api-world.ts';

const ids = [...html.matchAll(/\bid="([\w-]+)"/g)].map(([, id]) => id);

test('the page and its parts are served by the process itself', async (t) => {
  const world = await createWorld(t);
  for (const [path, type, text] of [
    ['/', 'text/html', html],
    ['/page.css', 'text/css', style],
    ['/page.js', 'text/javascript', script],
  ] as const) {
    const answer = await world.ask('GET', path);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], `${type}; charset=utf-8`);
    assert.equal(answer.text, text);
  }
});

test('nothing foreign is loaded, nothing inline runs, and no other site can frame the page', async (t) => {
  const world = await createWorld(t);
  const policy = String((await world.ask('GET', '/')).headers['content-security-policy']);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.match(policy, /style-src 'self'(;|$)/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:/);
  assert.doesNotMatch(html + style + script, /https?:\/\//);
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
});

test('the script has no mistakes of form', () => {
  // It imports nothing, so inside a strict function it means what it means as a module.
  new Script(`async () => {'use strict';${script}}`);
});

test('the script never makes markup of what it shows', () => {
  assert.doesNotMatch(script, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(/);
});

test('every element that the script asks for is in the page, and no id is there twice', () => {
  const asked = [...script.matchAll(/element\('([\w-]+)'\)/g)].map(([, id]) => id);
  assert.ok(asked.length > 10);
  for (const id of asked) assert.ok(ids.includes(id), id);
  assert.equal(new Set(ids).size, ids.length);
});

test('every event that the script listens to is told', () => {
  const listened = [
    ...((script.split('const handlers = {')[1] ?? '').split('\n};')[0]?.matchAll(/^ {2}(\w+)[:(]/gm) ?? []),
  ].map(([, kind]) => kind ?? '');
  assert.ok(listened.includes('hello') && listened.includes('frame'));
  for (const kind of listened) assert.ok(kind in eventSchemas, kind);
});

test('the input has a label, the page a language and a title', () => {
  assert.match(html, /<html lang="en">/);
  assert.match(html, /<title>.+<\/title>/);
  for (const [, id] of html.matchAll(/<input id="([\w-]+)"/g)) assert.ok(html.includes(`<label for="${id}">`));
});
