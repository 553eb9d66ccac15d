import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { freePort } from './support/free-port.ts';
import { note } from './support/note.ts';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import { waitUntilHealthy } from './support/wait-for.ts';
import { endAll, startWaris } from './support/waris-process.ts';

import.meta.jest.setTimeout(60_000);

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));
const withBrowser = executablePath === undefined ? describe.skip : describe;

withBrowser(
  executablePath === undefined ? 'the sandbox (skipped: there is no Chromium here)' : 'the sandbox',
  () => {
    let url: string;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];
    const outside: string[] = [];

    beforeAll(async () => {
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      const waris = startWaris(['up'], {
        WARIS_DATA_DIR: join(await makeTempFolder(), '.waris'),
        PORT: String(port),
        WARIS_DEMO: '0',
      });
      await waitUntilHealthy(waris, url, 60_000);
      browser = await chromium.launch({
        ...(executablePath === undefined ? {} : { executablePath }),
        args: ['--no-sandbox', '--disable-dev-shm-usage'],
      });
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
      // The internet is not there: whatever the page wants of it is refused and noted.
      await page.route('**/*', async (route) => {
        const address = route.request().url();
        if (address.startsWith(url) || /^(data|blob):/.test(address)) return route.continue();
        outside.push(address);
        return route.abort();
      });
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
      await endAll();
      await removeTempFolders();
    });

    it('opens, takes a query and shows its answer without the internet', async () => {
      await page.goto(url, { waitUntil: 'load' });
      await page.locator('.graphiql-query-editor').first().click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText('query Who { viewer { email } }');
      await page.locator('.graphiql-tab', { hasText: 'Who' }).waitFor();
      // The page reads the operation's name a moment after the last key.
      await sleep(1_000);
      await page.locator('.graphiql-execute-button').click();
      const answer = page.locator('.result-window');
      const answered = answer.getByText('viewer').first().waitFor({ timeout: 30_000 });
      await answered.finally(async () => {
        const screenshot = process.env['WARIS_SCREENSHOT'];
        if (screenshot !== undefined) await page.screenshot({ path: screenshot });
      });
      // A space of an editor is not always the one of a keyboard.
      expect((await answer.innerText()).replaceAll(/\s/g, '')).toContain('"viewer":null');
      for (const complaint of complaints) note(complaint);
      expect({ outside, complaints }).toEqual({ outside: [], complaints: [] });
    });
  },
);
