/**
 * `npm run screenshots`: pictures of the pages, both themes, on a desktop and a phone, into docs/screenshots; and what a page costs:
 * the time to its first paint in the browser, and the size of what it loads.
 *
 * A picture shows a charger that has charged for half an hour, with a charging profile that is not over yet.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, openPage } from '../test/support/browser.ts';
import { CARD, createPageWorld, type PageWorld } from '../test/support/page-world.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs/screenshots');

/** So that a minute of the charger's takes a fifth of a second. */
const SPEED = 300;

const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 920 } };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 1500 }, deviceScaleFactor: 1.5, hasTouch: true };

interface Shot {
  readonly name: string;
  readonly of: 'charger';
  readonly device: BrowserContextOptions;
  readonly theme: 'light' | 'dark';
  /** What is done before. */
  readonly act?: (page: Page) => Promise<void>;
}

const shots: readonly Shot[] = [
  { name: 'charger-desktop-light', of: 'charger', device: desktop, theme: 'light' },
  { name: 'charger-desktop-dark', of: 'charger', device: desktop, theme: 'dark' },
  { name: 'charger-phone-light', of: 'charger', device: phone, theme: 'light' },
  { name: 'charger-phone-dark', of: 'charger', device: phone, theme: 'dark' },
  { name: 'charger-transaction-light', of: 'charger', device: desktop, theme: 'light', act: showLife },
  { name: 'charger-configuration-dark', of: 'charger', device: desktop, theme: 'dark', act: showConfiguration },
];

/** Loaded by each page. */
const ready: Readonly<Record<Shot['of'], (page: Page) => Promise<void>>> = {
  async charger(page) {
    await page.locator('.plots canvas').nth(2).waitFor();
    await page.getByRole('radio', { name: '30 min' }).check({ force: true });
    await page.locator('.lanes').waitFor();
    await page.locator('.frame').first().waitFor();
  },
};

async function showLife(page: Page): Promise<void> {
  await page.getByLabel('Action').selectOption('StartTransaction');
  await page.locator('.frame[data-kind=call] .line').first().click();
  await page.getByRole('button', { name: "The transaction's life" }).first().click();
  await page.locator('.life').waitFor();
  await page.locator('.behind').scrollIntoViewIfNeeded();
}

async function showConfiguration(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Configuration' }).click();
  await page.locator('.keys li').first().waitFor();
  await page.locator('.behind').scrollIntoViewIfNeeded();
}

/** Half an hour of charging, with a profile that changes the offer every five minutes. */
async function charge({ twin, central, chargerId }: PageWorld): Promise<void> {
  const minutes = (count: number) => new Promise<void>((resolve) => twin.clock.after(count * 60_000, resolve));
  const { board } = twin;
  await minutes(1);
  board.plugIn(
    1,
    board.cars.find(({ name }) => name === 'wagon-22kw'),
  );
  board.setCar(1, { soc: 41 });
  await minutes(0.1);
  board.swipe(CARD);
  await minutes(7);
  const charger = central.charger(chargerId);
  const begin = new Date(twin.clock.now()).toISOString();
  const profile = (id: number, stackLevel: number, periods: readonly (readonly [from: number, limit: number])[]) =>
    charger.call('SetChargingProfile', {
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: id,
        stackLevel,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Absolute',
        chargingSchedule: {
          startSchedule: begin,
          chargingRateUnit: 'A',
          chargingSchedulePeriod: periods.map(([startPeriod, limit]) => ({ startPeriod, limit })),
        },
      },
    });
  await profile(7, 0, [[0, 25]]);
  const steps = [16, 10, 20, 13].map((limit, index) => [300 * index, limit] as const);
  const rounds = Array.from({ length: 8 }, (_, round) =>
    steps.map(([from, limit]) => [from + 1_200 * round, limit] as const),
  );
  await profile(12, 3, rounds.flat());
  await minutes(13.5);
}

/** gzipped, kB. */
function weight(page: string): readonly (readonly [file: string, kB: number])[] {
  const html = readFileSync(join(root, `dist/ui/${page}.html`), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => join(root, 'dist/ui', file ?? ''));
  // What the page loads itself a little later.
  const later = globSync(join(root, 'dist/ui/{scripts,styles}/plots-*'));
  return [...new Set([...named, ...later])].map((file) => [
    basename(file),
    gzipSync(readFileSync(file)).length / 1_000,
  ]);
}

const [browser, world] = await Promise.all([
  launchBrowser(),
  createPageWorld({ speed: SPEED, file: { model: 'zaptec-pro' } }),
]);
try {
  mkdirSync(folder, { recursive: true });
  await charge(world);
  const paints: number[] = [];
  for (const { name, of, device, theme, act } of shots) {
    const opened = await openPage(browser, world.chargerUrl, {
      ...device,
      colorScheme: theme,
      reducedMotion: 'no-preference',
    });
    await ready[of](opened.page);
    await opened.page.evaluate('scrollTo(0, 0)');
    await act?.(opened.page);
    const png = await opened.page.screenshot({ animations: 'disabled' });
    writeFileSync(join(folder, `${name}.png`), png);
    paints.push(
      await opened.page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"),
    );
    process.stdout.write(`${name}.png  ${Math.round(png.length / 1_000)} kB\n`);
    if (opened.errors.length > 0) throw new Error(opened.errors.join('\n'));
    await opened.close();
  }
  const files = weight('charger');
  for (const [file, kB] of files) process.stdout.write(`${kB.toFixed(1).padStart(7)} kB gzipped  ${file}\n`);
  const total = files.reduce((sum, [, kB]) => sum + kB, 0);
  process.stdout.write(`the charger's page: ${total.toFixed(1)} kB gzipped; `);
  process.stdout.write(`first contentful paint after ${paints.map((ms) => ms.toFixed(0)).join(', ')} ms\n`);
} finally {
  await browser.close();
  await world.close();
}
