/** What every page of ours is held to, whatever it shows. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { OpenedPage } from '../support/browser.ts';

/** No error in the console, and nothing asked of anybody else. */
export function assertQuiet({ errors, foreign }: OpenedPage): void {
  assert.deepEqual(errors, []);
  assert.deepEqual(foreign, []);
}

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** axe-core finds nothing serious or critical. */
export async function assertAccessible(
  page: Page,
  where: string,
  options: {
    /** In this part of the page; the whole when absent. */
    readonly part?: string;
    /** All when absent. */
    readonly rules?: readonly string[];
  } = {},
): Promise<void> {
  const { part, rules } = options;
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  const how = { resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: rules }) };
  const violations = await page.evaluate<readonly Finding[]>(
    `axe.run(${part === undefined ? 'document' : JSON.stringify(part)}, ${JSON.stringify(how)}).then(({ violations }) => violations)`,
  );
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join('\n')}`,
    );
  assert.deepEqual(serious, [], where);
}

/** Nothing is wider than the page. */
export async function assertNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const [seen, whole] = await page.evaluate<readonly [number, number]>(
    '[document.documentElement.clientWidth, document.documentElement.scrollWidth]',
  );
  assert.ok(whole <= seen, `${where}: ${whole} px wide, of which ${seen} are seen`);
}
