// What a hand and a thin connection notice: whether targets can be hit, whether the keyboard gets there, and how much
// comes over the wire.

import assert from 'node:assert/strict';

/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {import('playwright-core').Page} Page */

const SMALLEST_TARGET = 44;

/**
 * Everything to be touched is at least 44 pixels high and wide, but for links within a sentence. The label of a
 * choice counts as part of it.
 * @param {Page} page
 */
export async function assertTouchable(page) {
  const tooSmall = await page.evaluate((smallest) => {
    const targets = document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary');
    return [...targets]
      .filter((target) => {
        const parts = [target, ...(('labels' in target && /** @type {HTMLInputElement} */ (target).labels) || [])];
        const boxes = parts.map((part) => part.getBoundingClientRect());
        const shown = target.checkVisibility({ visibilityProperty: true }) && (boxes[0]?.width ?? 0) > 1;
        const withinText = target.matches('a') && getComputedStyle(target).display === 'inline';
        return shown && !withinText && !boxes.some(({ width, height }) => width >= smallest && height >= smallest);
      })
      .map((target) => {
        const { width, height } = target.getBoundingClientRect();
        return `${Math.round(width)} x ${Math.round(height)}: ${target.outerHTML.slice(0, 100)}`;
      });
  }, SMALLEST_TARGET - 0.5);
  assert.deepEqual(tooSmall, [], `too small to touch on ${page.url()}`);
}

/**
 * Reaches something by the Tab key alone and checks that it shows that it is there.
 * @param {Page} page
 * @param {Locator} target
 * @param {number} [presses]  at most
 */
export async function tabTo(page, target, presses = 60) {
  await target.waitFor();
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      const shown = await target.evaluate((element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return element.matches(':focus-visible') && ((outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none');
      });
      assert.ok(shown, `the focus cannot be seen on ${await target.evaluate((element) => element.outerHTML.slice(0, 120))}`);
      return;
    }
  }
  assert.fail(`${presses} times Tab did not reach ${target}`);
}

/**
 * How many bytes came over the wire, headings included, while something was done.
 * @param {Page} page
 * @param {() => Promise<unknown>} act  for instance () => page.goto('/today')
 * @returns {Promise<number>}
 */
export async function bytesDuring(page, act) {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  try {
    await act();
    await page.waitForLoadState('networkidle');
    return bytes;
  } finally {
    await session.detach();
  }
}
