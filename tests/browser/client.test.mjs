// A client's pages, as somebody holds them in one hand at a bad moment.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { assertNoProblems, assertTouchable, bytesDuring, lookAt, openClinic, problemsSoon, tabTo } from './harness.mjs';

/** @typedef {import('playwright-core').Page} Page */

const clinic = await openClinic();
after(() => clinic.close());

// Who has something due in the sample clinic: Maya two questionnaires in English, the others one in Spanish.
const maya = 'Maya Holt';
const [lucas, valentina] = ['Lucas Ferreyra', 'Valentina Cruz'];

/** @param {Page} page */
const heading = (page) => page.getByRole('heading', { level: 1 });

/**
 * Answers the question that is shown, and waits for what comes next.
 * @param {Page} page
 * @param {string} key
 */
async function press(page, key) {
  // The script that hears the digits is loaded after the page.
  await page.waitForLoadState('networkidle');
  const before = page.url();
  await page.keyboard.press(key);
  await page.waitForURL((url) => url.href !== before);
}

for (const width of /** @type {const} */ ([375, 1440])) {
  test(`today is a letter that says what is due, when nobody reads, and where help is, at ${width} pixels`, async () => {
    const page = await clinic.page(width);
    await clinic.signIn(page, maya);
    await page.goto('/today');
    assert.match(await heading(page).innerText(), /^Good (morning|afternoon|evening), \S+\.$/);
    const letter = await page.locator('main').innerText();
    assert.match(letter, /before session \d+/);
    assert.match(letter, /You have had \d+ of \d+ sessions/);
    assert.match(letter, /Nobody reads this before|but nobody watches these pages/);
    assert.equal(await page.getByRole('link', { name: 'I need help now' }).getAttribute('href'), '/help');
    await assertTouchable(page);
    await lookAt(page, 'client-today');
  });
}

test('today with all that it loads is light, and lighter the next time', async () => {
  const page = await clinic.page(375, { serviceWorkers: 'block' });
  await clinic.signIn(page, maya);
  const other = await clinic.page(375, { serviceWorkers: 'block' });
  await other.context().addCookies(await page.context().cookies());
  const visit = await bytesDuring(other, () => other.goto('/today'));
  assert.ok(visit < 90_000, `the first visit takes ${visit} bytes`);
  const again = await bytesDuring(other, () => other.goto('/today'));
  assert.ok(again < 15_000, `the next visit takes ${again} bytes`);
});

for (const path of ['/check-in', '/progress', '/people', '/people/new', '/mine']) {
  for (const width of /** @type {const} */ ([375, 1440])) {
    test(`${path} can be used at ${width} pixels, in both themes`, async () => {
      const page = await clinic.page(width);
      await clinic.signIn(page, maya);
      await page.goto(path);
      assert.equal(await heading(page).count(), 1);
      if (width === 375) await assertTouchable(page);
      await lookAt(page, `client${path.replaceAll('/', '-')}`);
    });
  }
}

test('the keyboard alone reaches the first question', async () => {
  const page = await clinic.page(1440);
  await clinic.signIn(page, maya);
  await page.goto('/today');
  await tabTo(page, page.locator('.lines a').first());
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/check-in\//);
  const answer = page.locator('input[type=radio]').first();
  for (let tab = 0; tab < 20 && !(await answer.evaluate((radio) => radio === document.activeElement)); tab += 1) {
    await page.keyboard.press('Tab');
  }
  // The whole line shows the focus, not only its button.
  const line = page.locator('.choices label').first();
  assert.notEqual(await line.evaluate((label) => getComputedStyle(label).outlineStyle), 'none');
});

test('questions are answered with digits, gone back over, resumed on another device, and sent once', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, maya);
  await page.goto('/check-in');
  await page.getByRole('link', { name: /low mood/ }).click();
  await page.waitForURL(/\/check-in\/phq-9\/session-\d+\/1$/);
  assert.match(await page.locator('.stem').innerText(), /Over the last 2 weeks/);
  assert.equal(await heading(page).innerText(), 'Little interest or pleasure in doing things');
  await lookAt(page, 'client-question');
  await assertTouchable(page);
  await press(page, '2');
  assert.match(page.url(), /\/2$/);
  await press(page, '1');
  await press(page, '3');
  assert.match(await page.locator('.steps').innerText(), /Question 4 of 10/);

  // Back, and another answer.
  await page.getByRole('link', { name: 'Back' }).click();
  await page.waitForURL(/\/3$/);
  assert.equal(await page.locator('input:checked').getAttribute('value'), '2');
  assert.match(await page.locator('[data-kept]').innerText(), /Saved/);
  await press(page, '1');

  // The other device goes on where this one stopped.
  const phone = await clinic.page(375);
  await phone.context().addCookies(await page.context().cookies());
  await phone.goto('/today');
  await phone.getByText('3 of 10 answered').waitFor();
  await phone.getByRole('link', { name: /low mood/ }).click();
  await phone.waitForURL(/\/4$/);
  for (let place = 4; place <= 8; place += 1) await press(phone, '1');
  assert.match(phone.url(), /\/9$/);
  await press(phone, '1');
  await press(phone, '2');
  await phone.waitForURL(/\/review$/);
  const review = await phone.locator('main').innerText();
  assert.match(review, /Thoughts that you would be better off dead/);
  assert.match(review, /Several days/);
  assert.match(review, /Spitzer/);
  await lookAt(phone, 'client-review');

  // The first device still shows its old question; what it sends changes only that one answer.
  await press(page, '2');
  await phone.getByRole('button', { name: 'Send' }).click();
  await phone.getByText('changed on another device').waitFor();
  await phone.getByRole('button', { name: 'Send' }).click();
  await phone.waitForURL(/\/sent$/);
  assert.match(await phone.locator('main').innerText(), /will read them/);
  await lookAt(phone, 'client-sent');

  // A stale tab is told that it was answered; nothing is entered twice.
  await page.goto(phone.url().replace('/sent', '/5'));
  assert.match(await heading(page).innerText(), /have answered this one/);
  await page.goto('/check-in');
  assert.equal(await page.getByRole('link', { name: /low mood/ }).count(), 0);
  assertNoProblems(page);
});

test('a hard answer leads at once to help, is told to the team before the form is sent, and one may go on or stop', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, valentina);
  await page.goto('/today');
  const therapist = /Te atiende (.+?)\.$/m.exec(await page.locator('main').innerText())?.[1] ?? '';
  await page.goto('/check-in');
  const form = await page.getByRole('link', { name: /ánimo bajo/ }).getAttribute('href');
  await page.goto(`${form}/9`);
  await press(page, '3');
  await page.waitForURL(/\/help-now\/9$/);
  const said = await page.locator('main').innerText();
  assert.match(said, /Gracias por decirlo/);
  assert.match(said, /verá esta respuesta/);
  assert.match(said, /Nadie lee esto antes|nadie vigila/);
  assert.match(said, /Attune no llama a nadie/);
  assert.ok((await page.locator('a[href^="tel:"]').count()) > 0);
  await assertTouchable(page);
  await lookAt(page, 'client-help-now');
  await page.getByRole('link', { name: 'Estoy en peligro ahora' }).click();
  await page.waitForURL('**/help');
  await page.goBack();
  await page.getByRole('link', { name: 'Seguir con las preguntas' }).click();
  await page.waitForURL(/\/10$/);
  await page.goto(`${form}/9`);
  await page.getByRole('button', { name: 'Siguiente' }).click();
  await page.waitForURL(/\/help-now\/9$/);
  await page.getByRole('link', { name: 'Parar aquí' }).click();
  await page.waitForURL('**/today');

  const desk = await clinic.page(1440);
  await clinic.signIn(desk, therapist);
  await desk.goto('/alerts');
  const alerts = await desk.locator('main').innerText();
  assert.ok(alerts.includes(valentina), `no alert of ${valentina} in:\n${alerts}`);
});

test('a question is asked once more before it is left out, and the form never holds anybody', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, maya);
  await page.goto('/check-in');
  const form = await page.getByRole('link', { name: /worry/ }).getAttribute('href');
  await page.goto(`${form}/1`);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Nothing is chosen yet').waitFor();
  assert.equal(await page.locator('[aria-describedby*="error"]').count(), 1);
  assert.deepEqual((await problemsSoon(page)).map((problem) => problem.slice(0, 3)), ['422']);
  await lookAt(page, 'client-question-refused');
  await page.getByRole('button', { name: 'Leave this one out' }).click();
  await page.waitForURL(/\/2$/);
  await page.goto(`${form}/review`);
  assert.match(await page.locator('main').innerText(), /7 questions have no answer/);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('There is no answer yet').waitFor();
});

test('a whole check-in works without JavaScript', async () => {
  const page = await clinic.page(375, { javaScriptEnabled: false });
  await clinic.signIn(page, maya);
  await page.goto('/check-in');
  await page.getByRole('link', { name: /worry/ }).click();
  const form = page.url().replace(/\/\d+$/, '');
  for (let place = 1; place <= 7; place += 1) {
    await page.goto(`${form}/${place}`);
    await page.getByText('Several days').click();
    await page.getByRole('button', { name: 'Next' }).click();
  }
  await page.waitForURL(/\/review$/);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL(/\/sent$/);
  assert.match(await heading(page).innerText(), /are sent/);
  await page.goto('/progress');
  assert.match(await page.locator('main').innerText(), /7 on \d+ \w+ \d+/);
});

test('my own curve has no band, no cut-off and no verdict', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, maya);
  await page.goto('/progress');
  assert.ok((await page.locator('figure svg').count()) > 0);
  const all = (await page.locator('main').innerHTML()).toLowerCase();
  for (const never of ['moderate', 'severe', 'mild', 'cut-off', 'reliable', 'deteriorat', 'band']) {
    assert.ok(!all.includes(never), `${never} is on the page`);
  }
  await page.getByText('Show as a table').first().click();
  assert.ok((await page.getByRole('row').count()) > 3);
});

test('somebody is added by initials, moved by list, by keyboard and by drag, renamed, and taken off', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, maya);
  await page.goto('/people/new');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('Nothing was lost').waitFor();
  assert.equal(await page.locator('.field.wrong').count(), 2);
  await page.getByLabel('Name or initials').fill('Z. Q.');
  await page.getByLabel('Who they are to you').selectOption('friend');
  await page.getByRole('radio', { name: 'far away' }).check();
  await page.getByRole('button', { name: 'Add' }).click();
  await page.waitForURL('**/people?done=added');

  await page.locator('#f-person').selectOption({ label: 'Z. Q.' });
  await page.locator('#f-ring').selectOption({ label: 'less close' });
  await page.getByRole('button', { name: 'Move' }).click();
  await page.waitForURL('**/people?done=placed');
  assert.match(await page.getByRole('link', { name: /Z\. Q\./ }).innerText(), /less close/);

  const disc = () => page.locator('[data-person][tabindex]:visible').filter({ hasText: 'ZQ' });
  await disc().focus();
  const moved = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Enter');
  assert.equal((await moved).status(), 303);
  await page.reload();
  assert.match(await page.getByRole('link', { name: /Z\. Q\./ }).innerText(), /friend, close/);

  const box = await disc().boundingBox();
  const centre = await page.locator('.circle svg:visible').boundingBox();
  assert.ok(box && centre);
  const dragged = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.mouse.move(box.x + 10, box.y + box.height / 2);
  const placed = await disc().locator('circle').last().boundingBox();
  assert.ok(placed);
  await page.mouse.move(placed.x + placed.width / 2, placed.y + placed.height / 2);
  await page.mouse.down();
  await page.mouse.move(centre.x + centre.width / 2 + 24, centre.y + centre.height / 2 + 24, { steps: 8 });
  await page.mouse.up();
  assert.equal((await dragged).status(), 303);
  await page.reload();
  assert.match(await page.getByRole('link', { name: /Z\. Q\./ }).innerText(), /very close/);

  await page.getByRole('link', { name: /Z\. Q\./ }).click();
  await page.getByLabel('Name or initials').fill('Zoe');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/people?done=changed');
  await page.getByRole('link', { name: /Zoe/ }).click();
  await page.getByText('Take off the circle').first().click();
  await page.getByText('disappear from your circle').waitFor();
  await lookAt(page, 'client-person');
  await page.getByRole('button', { name: 'Take off the circle' }).click();
  await page.waitForURL('**/people?done=removed');
  assert.equal(await page.getByRole('link', { name: /Zoe/ }).count(), 0);
});

test('who can see what and who has looked is told by name, and everything can be taken along', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, maya);
  await page.goto('/mine');
  const main = await page.locator('main').innerText();
  const therapists = clinic.accounts.filter(({ role }) => role === 'therapist').map(({ name }) => name);
  assert.ok(therapists.some((name) => main.includes(`${name}\ntherapist`)), main);
  assert.match(main, /case page \(\d\d:\d\d\)/);
  assert.doesNotMatch(main, /looked-/);
  for (const [file, within] of [['html', 'PHQ-9'], ['json', '"measure.completed"']]) {
    const answer = await page.request.get(`/mine/download.${file}`);
    assert.equal(answer.status(), 200, file);
    assert.match(answer.headers()['content-disposition'] ?? '', /attachment/);
    const text = await answer.text();
    assert.ok(text.includes(within ?? '') || text.includes('Patient Health Questionnaire'), file);
    assert.ok(!text.includes('note.drafted'), 'no note of a therapist leaves with it');
  }
});

test('help is there for anybody: without sign-in, on paper, and without a connection', async () => {
  const page = await clinic.page(375, { locale: 'en-GB' });
  await page.goto('/help');
  assert.match(await page.locator('main').innerText(), /United Kingdom/);
  assert.equal(await page.locator('.ways a').first().getAttribute('href'), 'tel:999');
  await assertTouchable(page);
  await lookAt(page, 'help');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.getByText('Call 999').isVisible());
  await page.emulateMedia({ media: 'screen' });
  await page.goto('/help?country=in');
  assert.equal(await page.locator('.ways a').first().getAttribute('href'), 'tel:112');
  await page.goto('/help?country=%ff');
  assert.equal(await heading(page).innerText(), 'Help now');
  await page.goto('/help');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await page.goto('/help');
  assert.ok(await page.getByText('Call 999').isVisible());
  await page.goto('/today');
  assert.match(await page.locator('main').innerText(), /no connection right now/);
  await page.context().setOffline(false);
});

test('a Spanish reader is asked in the authors’ own Spanish, and only what exists in it', async () => {
  const page = await clinic.page(375);
  await clinic.signIn(page, lucas);
  await page.goto('/today');
  assert.equal(await page.locator('html').getAttribute('lang'), 'es-419');
  await page.goto('/check-in');
  assert.equal(await page.getByText('GAD-7').count(), 0);
  await lookAt(page, 'client-check-in-es');
  const form = await page.locator('.lines a').first().getAttribute('href');
  await page.goto(`${form}/1`);
  assert.equal(await heading(page).innerText(), 'Poco interés o placer en hacer cosas');
  await lookAt(page, 'client-question-es');
});
