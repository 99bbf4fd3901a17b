// The clinician's desk in a real browser: the caseload by keyboard, the case page at both widths, the circle by hand and by
// keyboard, a note that survives, an answer on paper that becomes an alert, and all of it without a script.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { assertFits, lookAt, openClinic, problemsSoon, takeProblems } from './harness.mjs';

/** @typedef {import('playwright-core').Page} Page */

const clinic = await openClinic();
after(() => clinic.close());
const therapist = 'Tom Ashby';

/**
 * A page of the therapist's, on the caseload.
 * @param {375 | 1440} width
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
async function atDesk(width, options) {
  const page = await clinic.page(width, options);
  await clinic.signIn(page, therapist);
  await page.goto('/caseload');
  return page;
}

/**
 * The case page of a client of a course.
 * @param {Page} page
 * @param {string} name
 */
async function openCase(page, name) {
  await page.goto('/caseload');
  await page.locator('tbody th a', { hasText: name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  return new URL(page.url()).pathname;
}

for (const width of /** @type {const} */ ([375, 1440])) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`every page of a client can be read and reached at ${width} pixels, ${colorScheme}`, async () => {
      const page = await atDesk(width, { colorScheme });
      const look = `${width}-${colorScheme}`;
      await lookAt(page, `caseload-${look}`);
      const client = await openCase(page, 'Maya Holt');
      await lookAt(page, `case-${look}`);
      const most = ['circle', 'notes/new'];
      const rest = ['events', 'intake', 'history', 'team', 'course', 'sessions/new', 'measures/new',
        'measures/new?instrument=gad-7'];
      // Colours are the same on each of these pages: half of them are looked at in each pair.
      const pages = (width === 375) === (colorScheme === 'light') ? [...most, ...rest] : most;
      for (const path of pages) {
        await page.goto(`${client}/${path}`);
        assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, path);
        await assertFits(page);
        await lookAt(page, `${path.replace(/\W+/g, '-')}-${look}`);
      }
    });
  }
}

test('a client is found by keyboard alone', async () => {
  const page = await atDesk(1440);
  // The keys come with a script of their own.
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('/');
  await page.keyboard.type('holt');
  await page.keyboard.press('Enter');
  await page.waitForURL(/find=holt/);
  assert.equal(await page.locator('tbody tr').count(), 1);
  await page.locator('tbody th a').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Maya Holt' }).waitFor();
  // `n` writes the note, `g c` goes back to the caseload.
  await page.keyboard.press('n');
  await page.waitForURL(/\/notes\//);
  await page.locator('body').press('g');
  await page.locator('body').press('c');
  await page.waitForURL(/\/caseload$/);
});

test('the trajectory says what it shows, and the same as a table', async () => {
  const page = await atDesk(1440);
  await openCase(page, 'Maya Holt');
  const figure = page.locator('figure').first();
  assert.match((await figure.locator('figcaption').textContent()) ?? '', /PHQ-9 .+ from \d+ to \d+ in \w+ weeks/);
  await figure.locator('summary').click();
  assert.ok((await figure.locator('tbody tr').count()) > 5);
});

test('somebody is moved on the circle by keyboard, and the place is kept', async () => {
  const page = await atDesk(1440);
  const client = await openCase(page, 'Maya Holt');
  await page.goto(`${client}/circle`);
  const person = page.locator('[data-circle-figure] [data-person][tabindex]:visible').first();
  const id = await person.getAttribute('data-person');
  const name = ((await person.getAttribute('aria-label')) ?? '').split(',')[0] ?? '';
  const ring = Number(await person.getAttribute('data-ring'));
  const key = ring > 2 ? 'PageUp' : 'PageDown';
  await person.focus();
  await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await page.locator('form[data-circle] [data-kept][data-state="saved"]').waitFor();
  await page.reload();
  const moved = page.locator(`[data-circle-figure] [data-person="${id}"][tabindex]:visible`);
  assert.equal(Number(await moved.getAttribute('data-ring')), key === 'PageUp' ? ring - 1 : ring + 1);
  // The history tells it.
  const row = page.locator('section', { has: page.getByRole('heading', { name: 'Who moved when' }) }).locator('tbody tr').first();
  assert.match((await row.textContent()) ?? '', new RegExp(`today.*${name}`, 's'));
  assert.deepEqual(takeProblems(page), []);
});

test('somebody is dragged on the circle, and Escape puts back', async () => {
  const page = await atDesk(1440);
  const client = await openCase(page, 'Maya Holt');
  await page.goto(`${client}/circle`);
  const svg = page.locator('[data-circle-figure] svg:visible').first();
  const person = svg.locator('[data-person][tabindex]').nth(1);
  const id = await person.getAttribute('data-person');
  const before = Number(await person.getAttribute('data-ring'));
  const disc = await person.boundingBox();
  const paper = await svg.boundingBox();
  assert.ok(disc && paper);
  const centre = { x: paper.x + paper.width / 2, y: paper.y + paper.height / 2 };
  // To the edge of the paper if near, to the middle if far.
  const to = before > 2 ? { x: centre.x + 26, y: centre.y - 26 } : { x: centre.x - paper.height * 0.4, y: centre.y };
  await page.mouse.move(disc.x + disc.width / 2, disc.y + disc.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
  await page.locator('form[data-circle] [data-kept][data-state="saved"]').waitFor();
  await page.reload();
  const moved = page.locator(`[data-circle-figure] [data-person="${id}"][tabindex]:visible`);
  assert.notEqual(Number(await moved.getAttribute('data-ring')), before);
  const place = async () => ((await moved.getAttribute('transform')) ?? '').match(/[\d.]+/g)?.map((part) => Math.round(Number(part)));
  const now = await place();
  await moved.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  assert.deepEqual(await place(), now);
});

test('a note is kept as it is typed, survives the page, and is locked by signing', async () => {
  const page = await atDesk(1440);
  const client = await openCase(page, 'Rafael Stone');
  await page.goto(`${client}/notes/new`);
  const form = page.locator('#progress form');
  const text = form.locator('textarea');
  const before = await text.inputValue();
  await text.fill(`${before}\nHe asked his brother for the car.`);
  await form.locator('[data-kept][data-state="saved"]').waitFor();
  // The page is gone, the draft is not.
  const other = await atDesk(375);
  await other.goto(new URL(page.url()).pathname + new URL(page.url()).search);
  assert.match(await other.locator('#progress textarea').inputValue(), /asked his brother/);
  await lookAt(other, 'note-draft-375');
  // Two windows: the one that saw an older version is shown both.
  await text.fill(`${before}\nThe first window went on.`);
  await page.waitForTimeout(200);
  await form.locator('[data-kept][data-state="saved"]').waitFor();
  await page.waitForTimeout(900);
  await other.locator('#progress textarea').fill(`${before}\nThe second window went on.`);
  await other.getByRole('dialog').waitFor();
  assert.match((await other.getByRole('dialog').textContent()) ?? '', /The first window went on\./);
  await other.getByRole('dialog').getByRole('button').nth(2).click();
  await other.locator('#progress [data-kept][data-state="saved"]').waitFor();
  await other.locator('#progress').getByRole('button', { name: 'Sign', exact: true }).click();
  await other.getByText('signed this').waitFor();
  assert.match((await other.locator('#progress').textContent()) ?? '', /first window.*second window|second window.*first window/s);
  assert.equal(await other.locator('#progress textarea').count(), 1, 'only the amendment can be typed');
  await page.close({ runBeforeUnload: false });
});

test('an answer on paper that a person has to see is on the open page of a colleague within moments', async () => {
  const open = await atDesk(1440);
  const shown = () => open.locator('.rail a[href="/alerts"] .count').textContent({ timeout: 500 }).catch(() => '0');
  const before = Number(await shown());
  const page = await atDesk(1440);
  const client = await openCase(page, 'Victor Hale');
  await page.goto(`${client}/measures/new?instrument=phq-9`);
  await page.locator('select[name="occasion"]').selectOption('extra');
  for (let item = 1; item <= 8; item += 1) await page.locator(`input[name="item-${item}"][value="1"]`).check();
  await page.locator('input[name="item-9"][value="2"]').check();
  await page.locator('input[name="item-difficulty"][value="1"]').check();
  await page.getByRole('button', { name: 'Enter the answers' }).click();
  await page.getByRole('heading', { level: 1, name: /^PHQ-9: 10/ }).waitFor();
  await lookAt(page, 'measure-1440');
  await open.locator('.rail a[href="/alerts"] .count', { hasText: String(before + 1) }).waitFor({ timeout: 5000 });
  assert.match((await open.locator('.status').textContent()) ?? '', /waits for a person/);
  // It is dealt with: seen, then closed with a decision and its reason.
  await page.getByRole('link', { name: 'Look at it' }).first().click();
  await lookAt(page, 'alert-1440');
  await page.getByRole('button', { name: 'I am dealing with it' }).click();
  await page.getByText('Noted that you are dealing with it.').waitFor();
  await page.getByRole('button', { name: 'Close the alert' }).click();
  await page.getByText('Choose one of these.').first().waitFor();
  await lookAt(page, 'alert-refused-1440');
  await problemsSoon(page);
  await page.getByLabel('Safety plan made or reviewed, with a follow-up').check();
  await page.getByLabel('What was found, and why this was decided').fill('Talked at length; plan made; Friday again.');
  await page.getByRole('button', { name: 'Close the alert' }).click();
  await page.getByText('The alert is closed.').waitFor();
  await page.goto(client);
  assert.equal(await page.locator('.notice.risk').count(), 0);
});

test('without a script a client is registered, a course opened, a person placed and a session recorded', async () => {
  const page = await atDesk(375, { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Register a client' }).click();
  await page.getByLabel('Name').fill('Nadia K.');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByRole('heading', { level: 1, name: 'Open a course' }).waitFor();
  await page.getByRole('button', { name: 'Open the course' }).click();
  await page.getByRole('heading', { level: 1, name: 'Nadia K.' }).waitFor();
  const client = new URL(page.url()).pathname;
  await page.goto(`${client}/circle`);
  await page.getByLabel('Name').fill('Omar');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByLabel('Who', { exact: true }).selectOption({ label: 'Omar (middle)' });
  await page.locator('select[name="ring"]').selectOption('1');
  await page.getByRole('button', { name: 'Move' }).click();
  assert.match((await page.locator('figcaption').first().textContent()) ?? '', /Omar came closer/);
  await page.goto(`${client}/sessions/new`);
  await page.getByRole('button', { name: 'Record a session' }).click();
  await page.getByRole('heading', { level: 1, name: 'Notes of session 1' }).waitFor();
  await page.locator('#progress textarea').fill('First session.');
  await page.locator('#progress').getByRole('button', { name: 'Keep, sign later' }).click();
  await page.goto(client);
  assert.match((await page.locator('.head .facts').textContent()) ?? '', /session 2 of 16 is next/);
});

test('a wrong entry is taken back with a reason and stays readable', async () => {
  const page = await atDesk(1440);
  const client = await openCase(page, 'Noor Rahman');
  await page.goto(`${client}/events`);
  await page.getByLabel('What happened').fill('Won the lottery');
  await page.getByLabel('When').fill('2026-05');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('link', { name: 'Won the lottery' }).click();
  await lookAt(page, 'correct-1440');
  await page.getByLabel('Why it should not have been entered').fill('That was another client');
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('Taken back. It stays readable, crossed out.').waitFor();
  await page.goto(`${client}/events`);
  assert.equal(await page.getByRole('link', { name: 'Won the lottery' }).count(), 0);
});

test('the client gets in by a link that is shown once, as words and as a code', async () => {
  const page = await atDesk(375);
  const client = await openCase(page, 'Kofi Asante');
  await page.goto(`${client}/team`);
  await page.getByRole('button', { name: /link/ }).click();
  const link = (await page.locator('code.link').textContent()) ?? '';
  assert.match(link, /\/invitation\/\S{20,}/);
  assert.ok(await page.locator('.invited svg').isVisible());
  await lookAt(page, 'invited-375');
  await page.goto(`${client}/team`);
  assert.ok(!(await page.content()).includes(link));
});
