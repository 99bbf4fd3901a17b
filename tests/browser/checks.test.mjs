// The checks themselves: each would notice what it is there for. A page of ours that is wrong on purpose, no clinic.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';

import {
  assertAccessible,
  assertFits,
  assertNoProblems,
  assertTouchable,
  bytesDuring,
  launch,
  tabTo,
  takeProblems,
  watch,
} from './harness.mjs';

let body = '';
const server = createServer((_, answer) => {
  answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "script-src 'self'" });
  answer.end(
    `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,">` +
      `<meta name="viewport" content="width=device-width"></head><body><main><h1>A page</h1>${body}</main></body></html>`,
  );
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = /** @type {import('node:net').AddressInfo} */ (server.address());
const url = `http://127.0.0.1:${address.port}`;
const browser = await launch();
after(async () => {
  await browser.close();
  server.close();
});

/** @param {string} html */
async function pageWith(html) {
  body = html;
  const context = await browser.newContext({ viewport: { width: 375, height: 812 } });
  const page = await context.newPage();
  watch(page, url);
  await page.goto(url);
  return page;
}

test('a page with nothing wrong passes every check', async () => {
  const page = await pageWith('<p>Words, and <a href="/">a link among them</a>.</p><button style="font-size: 40px">Act</button>');
  await assertFits(page);
  await assertAccessible(page);
  await assertTouchable(page);
  await tabTo(page, page.getByRole('button'));
  assertNoProblems(page);
});

test('a field without a label is noticed', async () => {
  const page = await pageWith('<input type="text">');
  await assert.rejects(assertAccessible(page), /label/);
});

test('something that sticks out is noticed, a table that scrolls within itself is not', async () => {
  const page = await pageWith('<div style="overflow-x: auto" tabindex="0"><div style="width: 900px">wide</div></div>');
  await assertFits(page);
  const wide = await pageWith('<div id="wide" style="width: 900px">wide</div>');
  await assert.rejects(assertFits(wide), /id="wide"/);
});

test('a small button is noticed, a small choice with a large label is not', async () => {
  const page = await pageWith('<label style="display: block; height: 50px"><input type="radio" name="a"> often</label>');
  await assertTouchable(page);
  const small = await pageWith('<button style="width: 20px; height: 20px">x</button>');
  await assert.rejects(assertTouchable(small), /20 x 20/);
});

test('a focus that cannot be seen is noticed', async () => {
  const page = await pageWith('<button style="outline: none">Act</button>');
  await assert.rejects(tabTo(page, page.getByRole('button')), /cannot be seen/);
});

test('inline script and a request to another host are noticed', async () => {
  const page = await pageWith('<script>var a = 1;</script><img alt="" src="http://127.0.0.1:9/picture">');
  const problems = takeProblems(page).join('\n');
  assert.match(problems, /Content Security Policy/i);
  assert.match(problems, /left the clinic: http:\/\/127\.0\.0\.1:9\/picture/);
});

test('bytes are counted as they come over the wire', async () => {
  const page = await pageWith('');
  const empty = await bytesDuring(page, () => page.goto(url));
  body = 'x'.repeat(50_000);
  const full = await bytesDuring(page, () => page.goto(url));
  assert.ok(empty > 100 && empty < 5_000, `${empty}`);
  assert.ok(full - empty >= 50_000 && full - empty < 52_000, `${full}`);
});
