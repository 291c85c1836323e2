/**
 * A real browser, out of the npm registry, for tests of the pages and for screenshots.
 * Guarantee: a page that was opened here remembers every error of its console and every request that left this machine's origin.
 */
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** In containers there is no sandbox to be had; a graphics card in software is slower than none. Web security stays on. */
const args = ['--no-sandbox', '--no-zygote', '--disable-gpu'];

/** The environment's CHROMIUM is the path of another one: that of the registry is for Linux. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? (await sparticuz.executablePath());
  return chromium.launch({ executablePath, args, headless: true });
}

export interface OpenedPage {
  readonly page: Page;
  /** What its console had to complain about, and what was thrown. */
  readonly errors: readonly string[];
  /** Requests to anywhere else. */
  readonly foreign: readonly string[];
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    // The system's own may be one that no browser knows.
    locale: 'en-GB',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors: string[] = [];
  const foreign: string[] = [];
  const { origin } = new URL(url);
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== origin && asked.protocol !== 'blob:') foreign.push(request.url());
  });
  await page.goto(url);
  return { page, errors, foreign, close: () => context.close() };
}
