// What a browser test needs: the demo clinic, Chromium, and somebody signed in.
//
//   const clinic = await openClinic();
//   after(() => clinic.close());
//   test('a sentence', async () => {
//     const page = await clinic.page(375);
//     await clinic.signIn(page, 'client');
//     ...
//     await lookAt(page, 'today');
//   });

import assert from 'node:assert/strict';

import { chromium } from 'playwright-core';

import { watch } from './checks.mjs';
import { startServer } from './server.mjs';
import { oneTimeCode, untilNextCode } from './totp.mjs';

export { assertAccessible, assertFits, assertNoProblems, lookAt, problemsSoon, screenshot, takeProblems, watch } from './checks.mjs';
export { assertTouchable, bytesDuring, tabTo } from './measure.mjs';
export { oneTimeCode, untilNextCode } from './totp.mjs';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').BrowserContextOptions} ContextOptions */
/** @typedef {import('playwright-core').Cookie} Cookie */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./server.mjs').Account} Account */
/** @typedef {import('./server.mjs').Server} Server */

const USER_NAME = 'input[autocomplete~="username"]';
const PASSWORD = 'input[type="password"]';
const CODE = 'input[autocomplete~="one-time-code"]';

/**
 * Starts a clinic and a browser for it.
 * @param {{ args?: string[], env?: Record<string, string> }} [options]  further arguments of `attune demo`
 */
export async function openClinic(options) {
  const server = await startServer(options);
  try {
    return new Clinic(server, await launch());
  } catch (problem) {
    await server.stop();
    throw problem;
  }
}

/** A profile of its own each time, and nothing that calls home. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export class Clinic {
  /** Who has signed in already: a one-time code serves once, so the tests of a file share a session per person. */
  #sessions = /** @type {Map<string, Cookie[]>} */ (new Map());

  /**
   * @param {Server} server
   * @param {Browser} browser
   */
  constructor(server, browser) {
    this.server = server;
    this.browser = browser;
    this.url = server.url;
    this.operations = server.operations;
    this.accounts = server.accounts;
  }

  /**
   * A page in a browser of its own: no cookie of any other. 375 is a phone, 1440 a desktop.
   * @param {375 | 1440} width
   * @param {ContextOptions} [options]  for instance { javaScriptEnabled: false } or { locale: 'es-MX' }
   */
  async page(width, options = {}) {
    const phone = width === 375;
    const context = await this.browser.newContext({
      baseURL: this.url,
      viewport: { width, height: phone ? 812 : 900 },
      isMobile: phone,
      hasTouch: phone,
      colorScheme: 'light',
      reducedMotion: 'reduce',
      locale: 'en-US',
      timezoneId: 'Europe/Berlin',
      ...options,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    watch(page, this.url);
    return page;
  }

  /**
   * Somebody by role or by name.
   * @param {string | Account} who
   * @returns {Account}
   */
  account(who) {
    if (typeof who !== 'string') return who;
    const found = this.accounts.find(({ role, name }) => role === who || name === who);
    const known = this.accounts.map(({ role, name }) => `${name} (${role})`).join(', ');
    assert.ok(found, `nobody in the demo is '${who}'; there are ${known}`);
    return found;
  }

  /**
   * Signs somebody in and leaves the page where sign-in leads.
   * @param {Page} page
   * @param {string | Account} who  a role, a name or an account
   */
  async signIn(page, who) {
    const account = this.account(who);
    const key = `${account.role}/${account.name}`;
    const session = this.#sessions.get(key);
    if (session !== undefined) {
      await page.context().addCookies(session);
      await page.goto('/');
      if (!(await asksWhoIsThere(page))) return;
      // It was ended meanwhile, perhaps by the very test that ran before.
      await page.context().clearCookies();
    }
    await signInAfresh(page, account);
    this.#sessions.set(key, await page.context().cookies());
  }

  /** Ends the browser and the clinic; gives the clinic's exit status. */
  async close() {
    await this.browser.close();
    return this.server.stop();
  }
}

/**
 * @param {Page} page
 * @param {Account} account
 */
async function signInAfresh(page, account) {
  const name = account.sign_in ?? account.name;
  if (/^(https?:\/)?\//.test(name)) {
    await page.goto(name);
  } else {
    await page.goto('/');
    await page.locator(USER_NAME).fill(name);
    // Name and password may be two pages.
    if ((await page.locator(PASSWORD).count()) === 0) await submit(page, USER_NAME);
    await page.locator(PASSWORD).fill(account.password ?? '');
    await submit(page, PASSWORD);
  }
  if (account.totp_secret !== undefined && (await page.locator(CODE).count()) > 0) {
    await giveCode(page, account.totp_secret);
  }
  if (await asksWhoIsThere(page)) {
    const said = await page.locator('main, body').first().innerText();
    assert.fail(`${account.name} (${account.role}) could not sign in; ${page.url()} says:\n${said}`);
  }
}

/**
 * @param {Page} page
 * @param {string} secret
 */
async function giveCode(page, secret) {
  await page.locator(CODE).fill(oneTimeCode(secret));
  await submit(page, CODE);
  if ((await page.locator(CODE).count()) > 0) {
    // Somebody used this code a moment ago.
    await untilNextCode();
    await page.locator(CODE).fill(oneTimeCode(secret));
    await submit(page, CODE);
  }
}

/**
 * Sends the form that holds the field, as its button would, and waits for the page that answers.
 * @param {Page} page
 * @param {string} field
 */
async function submit(page, field) {
  const button = page.locator(`form:has(${field})`).locator('button:not([type="button"]), input[type="submit"]').first();
  // Without JavaScript there is no history to listen to: the answer is a document either way.
  await Promise.all([page.waitForEvent('domcontentloaded'), button.click()]);
}

/**
 * @param {Page} page
 * @returns {Promise<boolean>}
 */
async function asksWhoIsThere(page) {
  return (await page.locator(`${PASSWORD}, ${CODE}, ${USER_NAME}`).count()) > 0;
}

/**
 * A device with passkeys, simulated by Chromium; it says yes to everything. A passkey belongs to a name, not to an
 * address of numbers: open pages by `clinic.url.replace('127.0.0.1', 'localhost')`.
 * @param {Page} page
 */
export async function plugInPasskeys(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, authenticatorId };
}
