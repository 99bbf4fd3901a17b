// Is anybody there at all: the demo starts, asks who is there, lets each of its people in, and stops.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { lookAt, openClinic } from './harness.mjs';
import { startServer } from './server.mjs';

const clinic = await openClinic();
after(() => clinic.close());

test('the demo listens on this machine only and says whom one can be', () => {
  assert.match(clinic.url, /^http:\/\/(127\.0\.0\.1|localhost):\d+$/);
  const roles = new Set(clinic.accounts.map(({ role }) => role));
  for (const role of ['client', 'therapist', 'administrator']) {
    assert.ok(roles.has(role), `no ${role} among ${[...roles].join(', ')}`);
  }
});

test('health and readiness are answered apart from the public pages', async () => {
  for (const path of ['/healthz', '/readyz']) {
    const answer = await fetch(clinic.operations + path);
    assert.equal(answer.status, 200, path);
    assert.equal((await fetch(clinic.url + path)).status, 404, path);
  }
});

for (const width of /** @type {const} */ ([375, 1440])) {
  test(`the first page asks who is there, at ${width} pixels`, async () => {
    const page = await clinic.page(width);
    const answer = await page.goto('/');
    assert.equal(answer?.status(), 200);
    assert.ok(await page.title());
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    assert.equal(await page.getByLabel(/password/i).count(), 1);
    await lookAt(page, 'sign-in');
  });
}

test('the first page greets a Spanish reader in Spanish', async () => {
  const page = await clinic.page(375, { locale: 'es-MX' });
  await page.goto('/');
  assert.match((await page.locator('html').getAttribute('lang')) ?? '', /^es/);
  await lookAt(page, 'sign-in-es');
});

test('every page forbids foreign and inline script, framing, sniffing and storing', async () => {
  const answer = await fetch(clinic.url, { redirect: 'follow' });
  const policy = answer.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(policy, /base-uri 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
  assert.ok(answer.headers.get('referrer-policy'));
});

test('a page that does not exist is refused in words, with a way back', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, 'therapist');
  const answer = await page.goto('/no-such-page');
  assert.equal(answer?.status(), 404);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  assert.ok((await page.getByRole('link').count()) > 0);
  await lookAt(page, 'not-found');
});

for (const account of clinic.accounts) {
  test(`${account.name} (${account.role}) signs in with everything that is asked for`, async () => {
    const page = await clinic.page(account.role === 'client' ? 375 : 1440);
    await clinic.signIn(page, account);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    await lookAt(page, `home-${account.role}`);
  });
}

test('a client signs in without JavaScript', async () => {
  const page = await clinic.page(375, { javaScriptEnabled: false });
  await clinic.signIn(page, 'client');
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
});

test('a wrong password is answered in words, and nobody is let in', async () => {
  const page = await clinic.page(375);
  await page.goto('/');
  await page.locator('input[autocomplete~="username"]').fill('nobody-of-that-name');
  await page.locator('input[type="password"]').fill('not the password of anybody');
  await page.locator('input[type="password"]').press('Enter');
  await page.locator('[role="alert"], [aria-invalid="true"]').first().waitFor();
  assert.equal(await page.locator('input[type="password"]').count(), 1);
  await lookAt(page, 'sign-in-refused');
});

test('asked to stop, the clinic stops at once and without complaint', async () => {
  const other = await startServer({ args: ['--clients', '5'] });
  const began = Date.now();
  assert.equal(await other.stop(), 0, other.log());
  assert.ok(Date.now() - began < 10_000);
});
