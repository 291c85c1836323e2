/** The charger's page, driven in a real browser, against a real charger and its Central System. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, type OpenedPage, openPage } from '../support/browser.ts';
import { CARD, createPageWorld, type PageWorld } from '../support/page-world.ts';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet } from './page-checks.ts';

const tabs = ['Wire', 'Configuration', 'Transactions', 'Security', 'Certificates', 'Log', 'Firmware and clock'];

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });
/** Waits until it stands there. */
const sees = (page: Page, selector: string, hasText: string | RegExp) =>
  page.locator(selector, { hasText }).first().waitFor();
const status = (page: Page, is: string) => sees(page, '.situation', is);

let browser: Browser;

before(async () => {
  browser = await launchBrowser();
});

after(() => browser.close());

describe("the charger's page", { timeout: 60_000 }, () => {
  let world: PageWorld;
  let opened: OpenedPage;
  let page: Page;

  before(async () => {
    world = await createPageWorld({ file: { model: 'reference' } });
    opened = await openPage(browser, world.chargerUrl);
    page = opened.page;
  });

  after(() => world.close());

  it('shows a charger that is free and accepted', async () => {
    await page.getByRole('heading', { name: world.chargerId }).waitFor();
    await sees(page, '.page-head', 'Connected, accepted');
    await status(page, 'Available');
    assert.match(
      String(await page.locator('.drawing').getAttribute('aria-label')),
      /Available, LED ring white. No car/,
    );
    await page.locator('.plots canvas').first().waitFor();
  });

  it('lets a car charge: plug in, swipe, watch', async () => {
    await button(page, 'Plug in').click();
    await status(page, 'Preparing');
    await button(page, `Swipe ${CARD}`).click();
    await status(page, 'Charging');
    await sees(page, '.gauges', /1[01]\.\d\d kW/);
    await sees(page, '.lines', '16.0 A');
    await page.locator('.ring[data-colour=green][data-pulsing=true]').waitFor();
    await page.locator('.cable[data-flows=true]').waitFor();
    await sees(page, '.reading', 'offered 32.0 A');
  });

  it('draws a charging profile of the Central System ahead, and says whose limit wins', async () => {
    const charger = world.central.charger(world.chargerId);
    const outcome = await charger.call('SetChargingProfile', {
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 12,
        stackLevel: 3,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Absolute',
        chargingSchedule: {
          startSchedule: new Date(world.twin.clock.now()).toISOString(),
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }],
        },
      },
    });
    assert.equal(outcome.kind, 'confirmed');
    await sees(page, '.gauges', 'limit 10.0 A: charging profile');
    await sees(page, '.lanes', 'TxDefaultProfile 12, level 3');
    await sees(page, '.reading', 'charging profile (TxDefaultProfile 12, level 3)');
    await sees(page, '.lines', '10.0 A');
    // Ahead of now the plan is told.
    const box = await page.locator('.plot').first().boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
    await sees(page, '.reading', 'planned 10.0 A on 3 phases: TxDefaultProfile 12, level 3');
    await page.mouse.move(0, 0);
    await charger.call('ClearChargingProfile', { id: 12 });
    await sees(page, '.gauges', 'limit 32.0 A: hardware');
  });

  it('lets the owner not wait for a randomised delay', async () => {
    const { configuration } = world.twin.chargePoint();
    configuration.change('RandomisedDelayMaxSeconds', '1800');
    configuration.change('RandomisedDelayEnabled', 'true');
    const charger = world.central.charger(world.chargerId);
    const override = button(page, 'Do not wait for the randomised delay');
    const { delay } = world.twin.chargePoint().smartCharging;
    // A short one might be over before anybody can press a button: then the next change draws another.
    for (let limit = 8; delay.remaining(1) < 300; limit += 1) {
      delay.override(1);
      await charger.call('SetChargingProfile', {
        connectorId: 1,
        csChargingProfiles: {
          chargingProfileId: 13,
          stackLevel: 0,
          chargingProfilePurpose: 'TxDefaultProfile',
          chargingProfileKind: 'Relative',
          chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
        },
      });
    }
    await override.click();
    await sees(page, '.gauges', 'charging profile');
    await override.waitFor({ state: 'detached' });
    configuration.change('RandomisedDelayEnabled', 'false');
    await charger.call('ClearChargingProfile', { id: 13 });
    await sees(page, '.gauges', 'limit 32.0 A: hardware');
  });

  it('moves and stretches the time axis by keys, and goes back to now', async () => {
    await page.locator('.time').focus();
    await page.keyboard.press('ArrowLeft');
    const now = button(page, 'Now');
    assert.equal(await now.getAttribute('aria-pressed'), 'false');
    await page.keyboard.press('-');
    assert.equal(await page.getByRole('radio', { name: '5 min' }).isChecked(), false);
    await page.keyboard.press('Home');
    await page.locator('button[aria-pressed=true]', { hasText: 'Now' }).waitFor();
  });

  it('lists the frames, unfolds one, and finds its other half', async () => {
    await tab(page, 'Wire').click();
    await page.getByLabel('Action').selectOption('StartTransaction');
    await sees(page, '.wire-tools', /^.*2 of \d+ frames/);
    const [call] = await page.locator('.frame .line').all();
    await call?.click();
    await sees(page, '.frame pre', `"idTag": "${CARD}"`);
    await button(page, 'To its answer').click();
    await page.locator('.frame[data-kind=result] .line:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('.frame[data-kind=call] .line:focus').waitFor();
  });

  it('stops at the second swipe, and shows the life of the transaction', async () => {
    await button(page, `Swipe ${CARD}`).click();
    await status(page, 'Finishing');
    await button(page, 'Plug out').click();
    await status(page, 'Available');
    await button(page, "The transaction's life").first().click();
    await sees(page, '.life', /Transaction 1 of 04A1B2C3 at connector 1, .* kWh in .*, Local/);
    const actions = await page.locator('.frame .action').allTextContents();
    for (const action of ['Authorize', 'StartTransaction', 'StatusNotification', 'StopTransaction']) {
      assert.ok(actions.includes(action), `${action} in ${actions.join(', ')}`);
    }
    await button(page, 'All frames').click();
    await page.getByLabel('Action').selectOption('');
  });

  it('searches, pauses and saves the frames', async () => {
    await page.getByLabel('Search in the frames').fill('meterstop');
    await sees(page, '.wire-tools', /1 of \d+ frames/);
    const saved = page.waitForEvent('download');
    await button(page, 'Save as JSON lines').click();
    let text = '';
    for await (const chunk of await (await saved).createReadStream()) text += chunk;
    const { action, direction, kind } = JSON.parse(text);
    assert.deepEqual([action, direction, kind], ['StopTransaction', 'out', 'call']);
    await page.getByLabel('Search in the frames').fill('');
    await button(page, 'Pause').click();
    await world.twin.chargePoint().call('DataTransfer', { vendorId: 'pause' });
    await sees(page, '.wire-tools', '2 more since the pause');
    assert.equal(await page.locator('.frame .brief', { hasText: 'pause' }).count(), 0);
    await button(page, 'Go on').click();
    await sees(page, '.frame .brief', '"vendorId":"pause"');
  });

  it('marks what breaks its schema', async () => {
    await world.central.charger(world.chargerId).exchange('[2,"odd","Reset",{"type":"Sideways"}]');
    await button(page, 'Complaints').click();
    await sees(page, '.frame[data-trouble=true]', 'Reset');
    await button(page, 'Complaints').click();
  });

  it('keeps few rows in the document however many frames pass', async () => {
    const { call } = world.twin.chargePoint();
    await Promise.all(Array.from({ length: 400 }, (_, n) => call('DataTransfer', { vendorId: `flood-${n}` })));
    await sees(page, '.frame .brief', 'flood-399');
    const all = Number(await page.locator('[data-count]').getAttribute('data-count'));
    assert.ok(all > 800, `${all} frames`);
    const rows = await page.locator('.frame').count();
    assert.ok(rows < 60, `${rows} rows`);
    // Who looks at what was is left there.
    await page.locator('.frame .line[tabindex="0"]').focus();
    await page.keyboard.press('Home');
    await page.locator('.frame[aria-posinset="1"] .line:focus').waitFor();
    await button(page, 'To the newest').click();
    await sees(page, '.frame .brief', 'flood-399');
  });

  it('breaks something from the table of causes, and mends it', async () => {
    await tab(page, /^Faults/).click();
    await page.getByLabel('Find').fill('emergency');
    const cause = page.getByRole('checkbox', { name: /emergency stop/ });
    await cause.click();
    await status(page, 'Faulted');
    await page.locator('.ring[data-colour=red]').waitFor();
    await sees(page, '.who', 'OtherError');
    await cause.click();
    await status(page, 'Available');
  });

  it('limits the current by hand, and lifts the limit', async () => {
    await tab(page, 'Limits').click();
    await page.getByLabel(/^installer/).fill('10');
    await page.getByLabel(/^installer/).press('ArrowUp');
    await sees(page, '.gauges', /limit 1[01]\.0 A: installer/);
    await button(page, 'Lift the limit of installer').click();
    await sees(page, '.gauges', 'limit 32.0 A: hardware');
  });

  it('sets the voltage of a line', async () => {
    await tab(page, 'Grid, air, battery').click();
    await page.getByLabel('Voltage L2').fill('221');
    await page.getByLabel('Voltage L2').press('ArrowUp');
    await sees(page, '.lines', /22[12] V/);
    await button(page, 'Back to 230 V').click();
    await sees(page, '.lines tr[data-line="2"]', '230 V');
  });

  it('cuts the network, and brings it back', async () => {
    await button(page, 'Cut network').click();
    await sees(page, '.page-head', 'Network off');
    assert.equal(world.twin.online(), false);
    await button(page, 'Network back').click();
    await sees(page, '.page-head', 'Connected, accepted');
  });

  it('cuts the power: dark, and back again', async () => {
    await button(page, 'Cut power').click();
    await status(page, 'Without power');
    await page.locator('.ring[data-colour=off]').waitFor();
    await status(page, 'Available');
    await sees(page, '.page-head', 'Connected, accepted');
    assertQuiet(opened);
  });

  it('changes a key at the charger, and says why another value is refused', async () => {
    await tab(page, 'Configuration').click();
    await page.getByLabel('Search keys').fill('ConnectionTimeOut');
    await button(page, 'Change ConnectionTimeOut').click();
    const dialog = page.getByRole('dialog', { name: 'ConnectionTimeOut' });
    await dialog.getByRole('textbox').fill('soon');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await sees(page, '.refusal', 'ConnectionTimeOut expects a whole number');
    await dialog.getByRole('textbox').fill('77');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await dialog.waitFor({ state: 'detached' });
    await sees(page, '.keys li[data-changed=true]', /ConnectionTimeOut.*77/);
    assert.equal(world.twin.chargePoint().configuration.find('ConnectionTimeOut')?.text, '77');
  });

  it('shows the transaction that was told to its end, the security log, the log and the clock', async () => {
    await tab(page, 'Transactions').click();
    await sees(page, '.queue', 'Nothing waits');
    await tab(page, 'Security').click();
    await button(page, 'Let it happen').click();
    await sees(page, '[role=tabpanel] table', 'TamperDetectionActivated');
    await tab(page, 'Certificates').click();
    await sees(page, '[role=tabpanel]', 'No certificate is installed.');
    await tab(page, 'Log').click();
    await sees(page, '.log tr', 'power cut: off for 5000 ms');
    await tab(page, 'Firmware and clock').click();
    await sees(page, '[role=tabpanel]', 'the computer');
  });

  it('says clearly that the process is gone, and comes back by itself', async () => {
    await world.stopApi();
    await sees(page, '.banner', 'pilotwire is gone');
    world.twin.board.plugIn(1);
    await world.startApi();
    await page.locator('.banner').waitFor({ state: 'detached' });
    await status(page, 'Preparing');
    world.twin.board.plugOut(1);
    await status(page, 'Available');
    // The browser itself reports each call that nobody answers, and each answer of 400.
    const others = opened.errors.filter(
      (error) => !/^Failed to load resource: .*(net::ERR_|status of 400)/.test(error),
    );
    assert.deepEqual(others, []);
    assert.deepEqual(opened.foreign, []);
  });

  it('has nothing serious against it for axe-core in either theme, on any tab, at either width', async () => {
    const other = await openPage(browser, world.chargerUrl);
    await status(other.page, 'Available');
    for (const width of [1440, 360]) {
      await other.page.setViewportSize({ width, height: 800 });
      for (const name of tabs) {
        await tab(other.page, name).click();
        await assertNoSidewaysScroll(other.page, `${name} at ${width} px`);
      }
    }
    // What a tab shows has colours that others have, too.
    for (const [theme, among] of [
      ['light', tabs],
      ['dark', tabs.slice(0, 4)],
    ] as const) {
      await other.page.getByRole('radio', { name: theme }).check({ force: true });
      for (const name of among) {
        await tab(other.page, name).click();
        // A dozen of 72 rows that are alike.
        if (name === 'Configuration') await other.page.getByLabel('Search keys').fill('timeout');
        await assertAccessible(other.page, `${name}, ${theme}`, {
          // The whole page once, then what is another.
          ...(name === tabs[0] ? {} : { part: '.behind' }),
          // What a theme changes is colours.
          ...(theme === 'light' ? {} : { rules: ['color-contrast'] }),
        });
      }
    }
    assertQuiet(other);
    await other.close();
  });
});

describe("the charger's page with two connectors and a token", { timeout: 30_000 }, () => {
  let world: PageWorld;

  before(async () => {
    const file = { model: 'reference', connectors: [{ id: 1 }, { id: 2 }] };
    world = await createPageWorld({ file, token: 'open-sesame' });
  });

  after(() => world.close());

  it('asks for the token, keeps it for the tab, and shows either connector', async () => {
    const { page, close, foreign } = await openPage(browser, world.chargerUrl);
    await page.getByRole('dialog', { name: 'Token' }).waitFor();
    await page.getByRole('textbox', { name: 'Token' }).fill('wrong');
    await button(page, 'Use it').click();
    await sees(page, 'dialog', 'The token is not the one');
    await page.getByRole('textbox', { name: 'Token' }).fill('open-sesame');
    await button(page, 'Use it').click();
    await status(page, 'Available');
    await page.reload();
    await status(page, 'Available');
    await page.getByRole('radio', { name: 'Connector 2' }).check({ force: true });
    await button(page, 'Plug in').click();
    await status(page, 'Preparing');
    assert.equal(world.twin.board.car(2).plugged, true);
    assert.equal(world.twin.board.car(1).plugged, false);
    assert.deepEqual(foreign, []);
    await close();
  });
});
