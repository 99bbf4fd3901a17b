// Signing in, one's own account and the clinic's accounts, clicked through.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import {
  assertTouchable,
  lookAt,
  oneTimeCode,
  openClinic,
  plugInPasskeys,
  screenshot,
  tabTo,
  problemsSoon,
  untilNextCode,
} from './harness.mjs';

/** @typedef {import('./harness.mjs').Page} Page */

const clinic = await openClinic();
after(() => clinic.close());

const WIDTHS = /** @type {const} */ ([375, 1440]);

/** @param {Page} page @param {string} name */
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

for (const width of WIDTHS) {
  test(`each person of the demo is one click away, at ${width} pixels`, async () => {
    const page = await clinic.page(width);
    await page.goto('/sign-in');
    assert.ok(await page.getByText('Everybody in this clinic is made up').isVisible());
    await lookAt(page, 'sign-in-demo');
    const client = clinic.account('client');
    await page.locator('.demo button', { hasText: client.name }).first().click();
    await page.waitForURL('**/today');
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  });

  test(`links that open nothing and forgotten passwords are answered in words, at ${width} pixels`, async () => {
    const page = await clinic.page(width);
    await page.goto('/invitation/not-a-link-that-was-ever-made');
    assert.ok(await page.getByText('not known here').isVisible());
    await lookAt(page, 'invitation-unknown');
    await page.goto('/forgot');
    await page.getByLabel('Sign-in name').fill('somebody');
    await press(page, 'Ask for a new password');
    await page.getByRole('heading', { name: 'Your clinic can help you now' }).waitFor();
    await lookAt(page, 'forgot-asked');
  });

  test(`one's own account is looked after on a few calm pages, at ${width} pixels`, async () => {
    const page = await clinic.page(width);
    await clinic.signIn(page, width === 375 ? 'client' : 'therapist');
    for (const [path, name] of [
      ['/account', 'account'],
      ['/account/password', 'account-password'],
      ['/account/second-factor', 'account-second-factor'],
      ['/account/devices', 'account-devices'],
      ['/account/events', 'account-events'],
    ]) {
      await page.goto(/** @type {string} */ (path));
      await lookAt(page, /** @type {string} */ (name));
      if (width === 375) await assertTouchable(page);
    }
  });

  test(`the administrator sees accounts, events and the clinic, at ${width} pixels`, async () => {
    const page = await clinic.page(width);
    await clinic.signIn(page, 'administrator');
    for (const [path, name] of [
      ['/accounts', 'accounts'],
      ['/accounts?who=deactivated', 'accounts-none'],
      ['/accounts/invitations/new', 'invite'],
      ['/events', 'events'],
      ['/clinic', 'clinic'],
    ]) {
      await page.goto(/** @type {string} */ (path));
      await lookAt(page, /** @type {string} */ (name));
    }
    await page.goto('/accounts');
    await page.locator('tbody a').first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await lookAt(page, 'account-of-somebody');
    await page.getByRole('link', { name: 'Make a link for a new password' }).click();
    await lookAt(page, 'reset-link-ask');
  });
}

test('text grows and the page darkens as its reader wants it, and stays so', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, 'client');
  await page.goto('/account');
  await page.getByLabel('Size of text').selectOption('larger');
  await page.getByLabel('Light or dark').selectOption('dark');
  await press(page, 'Save');
  await page.getByText('Saved.').waitFor();
  await lookAt(page, 'account-larger-dark');
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.getByLabel('Size of text').selectOption('normal');
  await page.getByLabel('Light or dark').selectOption('system');
  await press(page, 'Save');
  await page.getByText('Saved.').waitFor();
});

test('what cannot be saved is said at its field, and what was typed stays', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, 'client');
  await page.goto('/account');
  const name = page.getByLabel('Your name');
  const before = await name.inputValue();
  await name.fill(' ');
  await press(page, 'Save');
  await page.locator('[aria-invalid="true"]').waitFor();
  assert.match(await page.locator('#f-name-error').innerText(), /1 to 120 characters/);
  await lookAt(page, 'account-refused');
  await page.goto('/account');
  assert.equal(await name.inputValue(), before);
});

test('a colleague is invited, makes an account, and sets up an app and codes', async () => {
  const admin = await clinic.page(1440);
  await clinic.signIn(admin, 'administrator');
  await admin.goto('/accounts/invitations/new');
  await admin.getByLabel('Therapist').check();
  await admin.getByLabel('For whom').fill('Nadia');
  await press(admin, 'Make the invitation');
  await admin.locator('svg.qr').waitFor();
  await lookAt(admin, 'invitation-made');
  const link = await admin.locator('.spelled code').innerText();

  const nadia = await clinic.page(375);
  await nadia.goto(new URL(link).pathname);
  await lookAt(nadia, 'invitation');
  // The device says where it is; nobody has to look through a list.
  await nadia.getByLabel('Your name').fill('Nadia Lund');
  await nadia.getByLabel('Sign-in name').fill('nadia');
  await nadia.getByLabel('New password').fill('short');
  await press(nadia, 'Make my account');
  await nadia.locator('[aria-invalid="true"]').waitFor();
  await lookAt(nadia, 'invitation-refused');
  await nadia.getByLabel('New password').fill('quiet herons');
  await press(nadia, 'Make my account');
  await nadia.locator('svg.qr').waitFor();
  await lookAt(nadia, 'enrol');
  const secret = await nadia.locator('.spelled code').innerText();
  await nadia.getByLabel('Six figures').fill(oneTimeCode(secret));
  await press(nadia, 'Done');
  await nadia.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  assert.equal(await nadia.locator('.codes li').count(), 10);
  await lookAt(nadia, 'codes');
  await press(nadia, 'I have kept them');
  await nadia.waitForURL('**/caseload');

  await untilNextCode();
  const again = await clinic.page(375);
  await clinic.signIn(again, { name: 'Nadia Lund', role: 'therapist', sign_in: 'nadia', password: 'quiet herons', totp_secret: secret });
  assert.match(again.url(), /caseload$/);
});

test('a passkey is added, opens the account alone, and confirms', async () => {
  const host = clinic.url.replace('127.0.0.1', 'localhost');
  const page = await clinic.page(1440);
  await plugInPasskeys(page);
  const client = clinic.account('client');
  await page.goto(`${host}/sign-in`);
  await page.locator('.demo button', { hasText: client.name }).first().click();
  await page.waitForURL('**/today');
  await page.goto(`${host}/account/second-factor`);
  await page.getByLabel('Name of this passkey').fill('My laptop');
  await press(page, 'Add a passkey');
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  await page.goto(`${host}/account/second-factor`);
  await page.getByRole('link', { name: /My laptop/ }).waitFor();
  await screenshot(page, 'passkey-added');
  await page.context().clearCookies();

  await page.goto(`${host}/sign-in?next=/account/second-factor`);
  await press(page, 'Use a passkey');
  await page.getByRole('heading', { name: 'Second factor' }).waitFor();
  await page.goto(`${host}/confirm?next=/account/devices`);
  await press(page, 'Confirm with a passkey');
  await page.getByRole('heading', { name: 'Devices' }).waitFor();

  await page.goto(`${host}/account/second-factor`);
  await page.getByRole('link', { name: /My laptop/ }).click();
  await page.getByRole('link', { name: 'Remove this passkey' }).click();
  await press(page, 'Remove this passkey');
  await page.getByText('The passkey is removed.').waitFor();
});

test('a form that is sent after the session ended comes back after signing in, without JavaScript', async () => {
  const page = await clinic.page(375, { javaScriptEnabled: false });
  const client = clinic.account('client');
  await page.goto('/sign-in');
  await page.locator('.demo button', { hasText: client.name }).first().click();
  await page.goto('/account');
  const name = await page.getByLabel('Your name').inputValue();
  await page.getByLabel('Your name').fill(`${name} the Second`);
  await page.context().clearCookies();
  await press(page, 'Save');
  await page.getByText('What you typed is kept').waitFor();
  await screenshot(page, 'sign-in-again');
  await page.locator('.demo button', { hasText: client.name }).first().click();
  await page.getByRole('heading', { name: 'You are signed in again' }).waitFor();
  await screenshot(page, 'resume');
  await press(page, 'Send it now');
  await page.waitForURL('**/account?done=saved');
  assert.equal(await page.getByLabel('Your name').inputValue(), `${name} the Second`);
  await page.getByLabel('Your name').fill(name);
  await press(page, 'Save');
  await problemsSoon(page);
});

test('a session that ends in mid-sentence is signed in to again over the page, and the sentence is still there', async () => {
  const page = await clinic.page(1440);
  const therapist = clinic.account('therapist');
  await page.goto('/sign-in?language=en');
  await page.locator('.demo button', { hasText: therapist.name }).first().click();
  await page.waitForURL('**/caseload');
  const client = await page.locator('a[href^="/clients/0"]').first().getAttribute('href');
  await page.goto(`${client}/intake`);
  const text = page.locator('form[data-draft] textarea').first();
  const before = await text.inputValue();

  // Somebody ends all other sessions of this account, as an idle time-out would.
  const other = await clinic.page(1440);
  await other.goto('/sign-in');
  await other.locator('.demo button', { hasText: therapist.name }).first().click();
  await other.goto('/account/devices');
  await other.locator('form[action$="end-others"] button').first().click();
  await other.waitForURL('**/account/devices?done=ended');

  await text.press('End');
  await text.pressSequentially(' She said it without crying.');
  const over = page.locator('dialog[open]');
  await over.waitFor();
  await screenshot(page, 'sign-in-over-the-page');
  await over.locator('input[autocomplete~="username"]').fill(therapist.sign_in ?? '');
  await over.locator('input[type="password"]').fill('not the password of anybody');
  await over.locator('form[data-sign-in] .button.primary').click();
  await over.locator('[aria-invalid="true"]').waitFor();
  await over.locator('input[type="password"]').fill(therapist.password ?? '');
  await over.locator('form[data-sign-in] .button.primary').click();
  const code = over.locator('input[autocomplete~="one-time-code"]');
  await code.waitFor();
  await code.fill(oneTimeCode(therapist.totp_secret ?? ''));
  await over.locator('form[data-sign-in] .button.primary').click();
  await Promise.race([over.waitFor({ state: 'detached' }), over.locator('[aria-invalid="true"]').waitFor()]);
  if (await over.isVisible()) {
    await untilNextCode();
    await code.fill(oneTimeCode(therapist.totp_secret ?? ''));
    await over.locator('form[data-sign-in] .button.primary').click();
    await over.waitFor({ state: 'detached' });
  }
  assert.equal(await text.inputValue(), `${before} She said it without crying.`);
  await page.locator('form[data-draft] [data-kept][data-state="saved"]').first().waitFor();
  // The 401 of the draft and the 422 of the wrong password are what this test is about.
  await problemsSoon(page);
  await page.reload();
  assert.match(await page.locator('form[data-draft] textarea').first().inputValue(), /without crying/);
});

test('signing in needs no mouse', async () => {
  const page = await clinic.page(1440);
  const client = clinic.account('client');
  await page.goto('/sign-in');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'f-name');
  await page.keyboard.type(client.sign_in ?? client.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(client.password ?? '');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/today');
  await page.goto('/account');
  await tabTo(page, page.getByRole('button', { name: 'Save', exact: true }));
});

test('signing out ends it here', async () => {
  const page = await clinic.page(1440);
  await page.goto('/sign-in');
  await page.locator('.demo button', { hasText: 'Administrator' }).first().click();
  await page.waitForURL('**/accounts');
  await press(page, 'Sign out');
  await page.getByText('You are signed out.').waitFor();
  await page.goto('/accounts');
  assert.match(page.url(), /sign-in\?next=/);
});
