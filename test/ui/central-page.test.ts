/** The Central System's page, driven in a real browser, against a real charger. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, type OpenedPage, openPage } from '../support/browser.ts';
import { CARD, createPageWorld, type PageWorld } from '../support/page-world.ts';
import { assertAccessible, assertNoSidewaysScroll, assertQuiet } from './page-checks.ts';

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });
/** Waits until it stands there. */
const sees = (page: Page, selector: string, hasText: string | RegExp) =>
  page.locator(selector, { hasText }).first().waitFor();
/** The field of that path in the form of a CALL. */
const field = (page: Page, path: string) => page.locator(`[data-path="${path}"] :is(input, select, textarea)`);

describe("the Central System's page", { timeout: 60_000 }, () => {
  let browser: Browser;
  let world: PageWorld;
  let opened: OpenedPage;
  let page: Page;

  before(async () => {
    [browser, world] = await Promise.all([launchBrowser(), createPageWorld({ file: { model: 'zaptec-pro' } })]);
    opened = await openPage(browser, world.centralUrl);
    page = opened.page;
  });

  after(async () => {
    await browser.close();
    await world.close();
  });

  it('shows a charger that has come, and links to its own page', async () => {
    await page.getByRole('heading', { name: world.chargerId }).waitFor();
    await sees(page, '.charger-head', 'Zaptec Pro, firmware 7.5.4.0');
    await sees(page, '.charger-head .pill', 'Accepted');
    await sees(page, '.connector .pill', 'Available');
    assert.equal(await page.getByRole('link', { name: 'Its own page' }).getAttribute('href'), world.chargerUrl);
  });

  it('starts a transaction by the form, and sees it charge', async () => {
    world.twin.board.plugIn(1);
    await sees(page, '.connector .pill', 'Preparing');
    await button(page, 'RemoteStartTransaction').click();
    assert.equal(await field(page, '/connectorId').inputValue(), '1');
    assert.equal(await field(page, '/idTag').inputValue(), CARD);
    await button(page, 'Send').click();
    await sees(page, 'dialog .answer', /Accepted after \d+ ms/);
    await button(page, 'Close').click();
    await sees(page, '.connector .pill', 'Charging');
    await sees(page, '.connector .running', `Transaction 1 of ${CARD}`);
    await sees(page, '.last-sent', /RemoteStartTransaction Accepted/);
  });

  it('plots meter values that are asked for', async () => {
    await button(page, 'ChangeConfiguration').click();
    await field(page, '/key').fill('MeterValuesSampledData');
    await field(page, '/value').fill('Power.Active.Import,Current.Import,Energy.Active.Import.Register');
    await page.keyboard.press('Enter');
    await sees(page, 'dialog .answer', 'Accepted');
    await page.keyboard.press('Escape');
    await button(page, 'Ask meter values').click();
    await sees(page, '.sparkline', /Power.*kW/);
    await page.getByRole('img', { name: /^Current: 1\d\.\d \/ 1\d\.\d \/ 1\d\.\d A now/ }).waitFor();
  });

  it("sends a charging profile by the form, kept in sync with its JSON, and the plot on the charger's page bends", async () => {
    await button(page, 'Limit …').click();
    await button(page, '16 A now').click();
    const limit = '/csChargingProfiles/chargingSchedule/chargingSchedulePeriod/0/limit';
    await field(page, limit).fill('8.25');
    await sees(page, 'dialog .wrong', 'expected a multiple of 0.1');
    await button(page, 'Send').click();
    assert.equal(await page.locator('dialog .answer').count(), 0, 'nothing left');
    await field(page, limit).fill('8.5');
    await tab(page, 'JSON').click();
    const json = page.getByLabel('Payload as JSON');
    assert.match(await json.inputValue(), /"limit": 8\.5/);
    await json.fill((await json.inputValue()).replace('8.5', '9'));
    await tab(page, 'Form').click();
    assert.equal(await field(page, limit).inputValue(), '9');
    await button(page, 'Send').click();
    await sees(page, 'dialog .answer', 'Accepted');
    await button(page, 'Close').click();
    const charger = await openPage(browser, world.chargerUrl);
    await sees(charger.page, '.gauges', 'limit 9.0 A: charging profile');
    await sees(charger.page, '.lanes', 'TxProfile 1, level 0');
    await sees(charger.page, '.lines', '9.0 A');
    assert.equal(
      await charger.page.getByRole('link', { name: 'Central System' }).getAttribute('href'),
      world.centralUrl,
    );
    assertQuiet(charger);
    await charger.close();
  });

  it('refuses in the form what is no JSON and what nobody knows', async () => {
    await button(page, 'Reset …').click();
    await tab(page, 'JSON').click();
    const json = page.getByLabel('Payload as JSON');
    await json.fill('{"type":');
    await sees(page, 'dialog .wrong', 'This is no JSON');
    await json.fill('{"type":"Soft","how":"gently"}');
    await tab(page, 'Form').click();
    await sees(page, 'dialog .wrong', 'There is no member how');
    await button(page, 'Take it away').click();
    assert.equal(await page.locator('dialog .wrong').count(), 0);
    await page.keyboard.press('Escape');
  });

  it('shows what a refused CALL was refused with', async () => {
    await button(page, 'UpdateFirmware').click();
    await button(page, 'Send').click();
    await sees(page, 'dialog .answer', /CALLERROR.*NotSupported/);
    await button(page, 'Close').click();
  });

  it('reads the configuration, and changes a key from there', async () => {
    await button(page, 'GetConfiguration').click();
    await button(page, 'All keys').click();
    await button(page, 'Send').click();
    await button(page, 'Change HeartbeatInterval').click();
    await page.getByRole('heading', { name: 'ChangeConfiguration' }).waitFor();
    assert.equal(await field(page, '/key').inputValue(), 'HeartbeatInterval');
    await field(page, '/value').fill('900');
    await button(page, 'Send').click();
    await sees(page, 'dialog .answer', 'Accepted');
    await button(page, 'Close').click();
  });

  it('stops the transaction with one click, and lists it', async () => {
    await button(page, 'Stop').first().click();
    await sees(page, '.connector .running', 'No transaction is running.');
    await tab(page, /Transactions/).click();
    await sees(page, '.told tbody tr', /04A1B2C3.*kWh.*Remote/);
  });

  it('shows a complaint with its clause', async () => {
    await world.twin.chargePoint().call('MeterValues', {
      connectorId: 1,
      transactionId: 4711,
      meterValue: [{ timestamp: new Date(world.twin.clock.now()).toISOString(), sampledValue: [{ value: 'much' }] }],
    });
    await sees(page, '.charger .complaints', /\d/);
    await tab(page, /Complaints/).click();
    await sees(page, '.rows.complaints li', /MeterValues.*S 7\.43.*no decimal number/);
  });

  it('keeps what was sent, and sends it again', async () => {
    await tab(page, /Sent/).click();
    const entry = page.locator('.rows.sent > li', { hasText: 'GetConfiguration' });
    await entry.getByRole('button', { name: 'Again' }).click();
    await page.locator('.rows.sent > li', { hasText: 'GetConfiguration' }).nth(1).waitFor();
    const update = page.locator('.rows.sent > li', { hasText: 'UpdateFirmware' });
    await update.getByRole('button', { name: 'Change …' }).click();
    await page.getByRole('heading', { name: 'UpdateFirmware' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('blocks an id tag, which then does not start anything', async () => {
    const tag = page.getByLabel(`Status of ${CARD}`);
    await tag.selectOption('Blocked');
    await page.locator(`select[data-tone=bad][aria-label="Status of ${CARD}"]`).waitFor();
    assert.equal(world.central.idTags.lookUp(CARD, 0).status, 'Blocked');
    await page.getByLabel('Another id tag').fill('NEWCOMER');
    await button(page, 'Accept').click();
    await page.getByLabel('Status of NEWCOMER').waitFor();
    await button(page, 'Take NEWCOMER off the list').click();
    await page.getByLabel('Status of NEWCOMER').waitFor({ state: 'detached' });
    await tag.selectOption('Accepted');
    await page.locator(`select[data-tone=good][aria-label="Status of ${CARD}"]`).waitFor();
  });

  it('resets the charger, which goes and comes back', async () => {
    await button(page, 'Reset …').click();
    await field(page, '/type').selectOption('Hard');
    const [since = ''] = /connected since.*/.exec(await page.locator('.charger-head').innerText()) ?? [];
    assert.match(since, /2\d\d\d-/);
    await button(page, 'Send').click();
    await sees(page, 'dialog .answer', 'Accepted');
    await button(page, 'Close').click();
    await page.locator('.charger-head', { hasText: 'connected since', hasNotText: since }).waitFor();
    await sees(page, '.charger-head .pill', /^Connected$/);
  });

  it('can be read by everybody, in both themes, and scrolls to no side at 360 px', async () => {
    await button(page, 'Limit …').click();
    await button(page, 'Night tariff, daily, in W').click();
    await assertAccessible(page, 'the form', { part: 'dialog' });
    await button(page, 'Close').click();
    await tab(page, /Sent/).click();
    await assertAccessible(page, 'light, sent');
    await tab(page, /Complaints/).click();
    await page.emulateMedia({ colorScheme: 'dark' });
    await assertAccessible(page, 'dark, complaints', { part: 'main', rules: ['color-contrast'] });
    await tab(page, /Transactions/).click();
    await assertAccessible(page, 'dark, transactions', { part: '.told' });
    await page.setViewportSize({ width: 360, height: 740 });
    await assertNoSidewaysScroll(page, 'the charger');
    await button(page, 'SetChargingProfile').click();
    await button(page, 'Night tariff, daily, in W').click();
    await assertNoSidewaysScroll(page, 'the form');
    const [seen, whole] = await page
      .locator('dialog')
      .evaluate((dialog) => [dialog.clientWidth, dialog.scrollWidth] as const);
    assert.ok(whole <= seen, `the form is ${whole} px wide, of which ${seen} are seen`);
    await button(page, 'Close').click();
    await page.getByRole('link', { name: 'All chargers' }).click();
    await page.getByRole('searchbox', { name: /Search a charger/ }).waitFor();
    await assertNoSidewaysScroll(page, 'the list');
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('logs no error but the refused CALL, and asks nobody else', () => {
    // The browser itself writes down whatever is answered with a status like 502.
    const errors = opened.errors.filter((error) => !/status of 502 .*\/calls\)/.test(error));
    assertQuiet({ ...opened, errors });
  });
});
