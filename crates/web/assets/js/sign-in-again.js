// @ts-check
// A session that ended in the middle of a sentence: sign-in comes over the page, and what was typed stays beneath it.
//
// The sign-in page is fetched and its form (`form[data-sign-in]`) put into a dialog; each answer that is again such a
// form (a second step, a refusal) takes its place, so that every way of signing in works here as it does there.
import { button, dialog } from "./dialog.js";
import { offer } from "./passkey.js";
import { element, text } from "./texts.js";

/** @type {Promise<boolean> | null} */
let asking = null;

/**
 * Asks once, however many saves were refused, and tells whether someone signed in.
 * @returns {Promise<boolean>}
 */
export function signInAgain() {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

/** @returns {Promise<boolean>} */
async function ask() {
  // In the language of the page: that of whoever was signed in.
  const next = encodeURIComponent(location.pathname + location.search);
  const page = await fetch(`/sign-in?next=${next}&language=${document.documentElement.lang}`);
  const form = signInForm(await page.text());
  if (!form) return false;
  return new Promise((resolve) => {
    const place = element("div", {}, form);
    const shown = dialog(
      text("again-title"),
      element("p", {}, text("again-text")),
      place,
      element("div", { class: "acts" }, button(text("again-later"), "", () => shown.close())),
    );
    offer(place);
    let done = false;
    shown.addEventListener("close", () => resolve(done));
    place.addEventListener("submit", async (event) => {
      event.preventDefault();
      const sent = /** @type {HTMLFormElement} */ (event.target);
      // Another way of signing in is another address for the same form.
      const to = event.submitter?.getAttribute("formaction") ?? sent.action;
      const answer = await fetch(to, { method: "POST", body: fields(sent, event.submitter) });
      const next = signInForm(await answer.text());
      if (next) {
        place.replaceChildren(next);
        offer(place);
        /** @type {HTMLElement | null} */ (place.querySelector("[autofocus], input:not([type=hidden])"))?.focus();
        return;
      }
      done = answer.ok;
      await freshTokens();
      shown.close();
    });
  });
}

/** @param {string} html */
function signInForm(html) {
  const found = new DOMParser().parseFromString(html, "text/html").querySelector("form[data-sign-in]");
  return found ? document.importNode(found, true) : null;
}

/**
 * What a form sends, the button that was pressed included.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [submitter]
 */
export function fields(form, submitter) {
  const data = new FormData(form, submitter);
  const body = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === "string") body.append(name, value);
  return body;
}

/** Forms of the page carry the proof of the session that ended; they get that of the new one. */
async function freshTokens() {
  const html = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("input[name=form_token]");
  if (!(fresh instanceof HTMLInputElement)) return;
  for (const stale of document.querySelectorAll("input[name=form_token]")) {
    /** @type {HTMLInputElement} */ (stale).value = fresh.value;
  }
}
