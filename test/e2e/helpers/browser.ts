import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, BrowserContextOptions, chromium, Page } from 'playwright-core';
import { findProgram } from '../../helpers/stand-ins';

/** A page in a real browser, and all that it did beside showing itself. */
export interface Shown {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, requests to anything but the page, dialogs. */
  readonly told: readonly string[];
  /** What its Content-Security-Policy refused. */
  violations(): Promise<string[]>;
  close(): Promise<void>;
}

/** Debian's Chromium. */
export async function startBrowser(): Promise<Browser> {
  // As root it has no sandbox of its own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: findProgram('chromium'), args: [...args, '--disable-gpu'] });
}

/** Opens HTML from a file, as whoever received the page does. */
export async function show(browser: Browser, html: string, options: BrowserContextOptions & { readonly hash?: string } = {}): Promise<Shown> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-page-'));
  const file = path.join(folder, 'page.html');
  fs.writeFileSync(file, html);
  const address = pathToFileURL(file).href;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const told: string[] = [];
  page.on('console', (message) => void (['error', 'warning'].includes(message.type()) && told.push(message.text())));
  page.on('pageerror', (error) => void told.push(String(error)));
  page.on('dialog', (dialog) => {
    told.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => void (request.url().split('#')[0] !== address && !request.url().startsWith('data:') && told.push(`request ${request.url()}`)));
  if (options.javaScriptEnabled !== false) {
    await page.addInitScript('window.violations = []; addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));');
  }
  await page.goto(`${address}${options.hash ?? ''}`);
  return {
    page,
    told,
    violations: async () => page.evaluate('window.violations'),
    close: async () => {
      await context.close();
      fs.rmSync(folder, { recursive: true });
    },
  };
}
