// What holds for every page, whoever sees it: it can be used without a mouse or without sight, it fits, it keeps
// to itself, and it raises no error.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';

import { root } from './server.mjs';

/** @typedef {import('playwright-core').Page} Page */

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What went wrong on a page since it was opened. @type {WeakMap<Page, string[]>} */
const noted = new WeakMap();

/**
 * Notes from now on every script error, blocked resource, failed answer, and request to anywhere but the clinic.
 * @param {Page} page
 * @param {string} url  the clinic's
 */
export function watch(page, url) {
  /** @type {string[]} */
  const problems = [];
  noted.set(page, problems);
  page.on('pageerror', (problem) => problems.push(`script error: ${problem.message}`));
  page.on('console', (message) => {
    // A refused form is answered with a 4xx page, which the console calls an error; the test looks at the page.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const where = request.url();
    if (!where.startsWith(`${url}/`) && !/^(data|blob|about):/.test(where)) {
      problems.push(`a request left the clinic: ${where}`);
    }
  });
  page.on('response', (response) => {
    const isDocument = response.request().resourceType() === 'document';
    if (response.status() >= 500 || (response.status() >= 400 && !isDocument)) {
      problems.push(`${response.status()} for ${response.url()}`);
    }
  });
}

/**
 * Takes what was noted, for a test that expects it.
 * @param {Page} page
 * @returns {string[]}
 */
export function takeProblems(page) {
  return noted.get(page)?.splice(0) ?? [];
}

/**
 * Takes what a refusal that was just caused makes the browser note. The note may come a moment after the page.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
export async function problemsSoon(page) {
  for (let waits = 0; waits < 50; waits += 1) {
    const problems = takeProblems(page);
    if (problems.length > 0) return problems;
    await page.waitForTimeout(100);
  }
  return [];
}

/** @param {Page} page */
export function assertNoProblems(page) {
  assert.deepEqual(takeProblems(page), [], `on ${page.url()}`);
}

/**
 * No violation of WCAG 2.2 AA or of the best practices that axe-core can find.
 * @param {Page} page
 * @param {{ without?: string[] }} [options]  rules that a page has a reason to break; the test says which
 */
export async function assertAccessible(page, { without = [] } = {}) {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).disableRules(without).analyze();
  const found = violations.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 5).map((node) => `${node.target.join(' ')}\n      ${node.failureSummary ?? ''}`);
    return `${id}: ${help}\n    ${where.join('\n    ')}`;
  });
  assert.equal(found.length, 0, `axe on ${page.url()}:\n  ${found.join('\n  ')}`);
}

/**
 * Nothing sticks out sideways.
 * @param {Page} page
 */
export async function assertFits(page) {
  const { has, needs, widest } = await page.evaluate(() => {
    const has = document.documentElement.clientWidth;
    // What scrolls within itself (a wide table, a chart) may be wider than the page.
    const scrolls = (/** @type {Element | null} */ element) => {
      for (let each = element; each !== null && each !== document.body; each = each.parentElement) {
        if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(each).overflowX)) return true;
      }
      return false;
    };
    const widest = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > has + 1 && !scrolls(element.parentElement))
      .slice(0, 3)
      .map((element) => element.outerHTML.slice(0, 120));
    return { has, needs: document.documentElement.scrollWidth, widest };
  });
  assert.ok(needs <= has, `${page.url()} is ${needs} px wide on a screen of ${has}: ${widest.join(' | ')}`);
}

/**
 * A picture of the whole page, for a person to look at: target/screenshots/NAME-WIDTH-THEME.png.
 * @param {Page} page
 * @param {string} name
 * @returns {Promise<string>} where it was written
 */
export async function screenshot(page, name) {
  const folder = path.join(root, 'target/screenshots');
  await mkdir(folder, { recursive: true });
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const width = page.viewportSize()?.width ?? 0;
  const file = path.join(folder, `${name}-${width}-${dark ? 'dark' : 'light'}.png`);
  await page.screenshot({ path: file, fullPage: true });
  return file;
}

/**
 * Everything above, in both themes; the page is light again at the end.
 * @param {Page} page
 * @param {string} name  of its pictures
 * @param {{ without?: string[] }} [options]
 */
export async function lookAt(page, name, options) {
  for (const colorScheme of /** @type {const} */ (['dark', 'light'])) {
    await page.emulateMedia({ colorScheme });
    await screenshot(page, name);
    await assertFits(page);
    await assertAccessible(page, options);
  }
  assertNoProblems(page);
}
