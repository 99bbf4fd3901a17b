// @ts-check
// One question a screen: an answer touched, or chosen by its digit, is saved, and the next question takes its place
// without a new page. Arrows only choose; "next" saves. Without a connection the answer stays and is sent again.
//
//   <form data-question method="post" action="…"> radio buttons, <p class="kept" data-kept></p>, a submit button
import { fields, signInAgain } from "./sign-in-again.js";
import { text } from "./texts.js";

const RETRY = 4000;
let sending = false;

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function send(form, submitter) {
  if (sending) return;
  sending = true;
  const line = /** @type {HTMLElement | null} */ (form.querySelector("[data-kept]"));
  try {
    const answer = await fetch(submitter?.getAttribute("formaction") ?? form.action, {
      method: "POST",
      body: fields(form, submitter),
      headers: { accept: "text/html" },
    });
    if (answer.status === 401) {
      sending = false;
      if (await signInAgain()) await send(form, submitter);
      return;
    }
    show(await answer.text(), answer.url);
    sending = false;
  } catch {
    if (line) {
      line.dataset.state = "waiting";
      line.setAttribute("role", "status");
      line.textContent = text("kept-waiting");
    }
    window.setTimeout(() => {
      sending = false;
      if (form.isConnected) void send(form, submitter);
    }, RETRY);
  }
}

/** @param {string} html @param {string} address */
function show(html, address) {
  const next = new DOMParser().parseFromString(html, "text/html");
  const main = next.querySelector("main");
  const here = document.querySelector("main");
  // Another kind of page (its own styles, its own bar) is better loaded as a page.
  if (!main || !here || next.body.className !== document.body.className || !next.querySelector("form[data-question]")) {
    location.assign(address);
    return;
  }
  document.title = next.title;
  history.pushState({}, "", address);
  here.replaceWith(document.importNode(main, true));
  const fresh = document.querySelector("main");
  /** @type {HTMLElement | null} */ (fresh)?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** @param {EventTarget | null} target */
function question(target) {
  return target instanceof Element
    ? /** @type {HTMLFormElement | null} */ (target.closest("form[data-question]"))
    : null;
}

/** @param {HTMLFormElement} form */
function forward(form) {
  return /** @type {HTMLElement | null} */ (form.querySelector("[data-next]"));
}

document.addEventListener("submit", (event) => {
  const form = question(event.target);
  if (!form) return;
  event.preventDefault();
  void send(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const form = question(event.target);
  // detail is 0 when an arrow key moved the choice.
  if (!form || event.detail === 0 || !(event.target instanceof HTMLInputElement) || event.target.type !== "radio") return;
  if (form.dataset.stays === undefined) window.setTimeout(() => void send(form, forward(form)), 150);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target instanceof Element && event.target.closest("textarea, input:not([type=radio])")) return;
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-question]"));
  if (!form || !/^[0-9]$/.test(event.key)) return;
  const choice = /** @type {HTMLInputElement | null} */ (form.querySelector(`input[data-key="${event.key}"]`));
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.focus();
  if (form.dataset.stays === undefined) window.setTimeout(() => void send(form, forward(form)), 150);
});

window.addEventListener("popstate", () => location.reload());
