// @ts-check
// The one script that every page names. It loads what the page has a use for and nothing else.
document.documentElement.classList.add("js");

/** @type {[string, () => Promise<unknown>][]} */
const parts = [
  ["dialog", () => import("./dialog.js")],
  ["form[data-draft]", () => import("./autosave.js")],
  ["form[data-question]", () => import("./checkin.js")],
  ["form[data-circle]", () => import("./circle.js")],
  ["[data-passkey]", () => import("./passkey.js")],
  ["select[name=time_zone]", () => import("./zone.js")],
  [".clinician .rail", () => import("./keys.js")],
  ['.rail a[href="/alerts"]', () => import("./risks.js")],
];
for (const [selector, load] of parts) {
  if (document.querySelector(selector)) void load();
}

// A client's phone keeps the help page for when there is no connection.
if (document.body.classList.contains("client")) void navigator.serviceWorker?.register("/sw.js");

// What was just done is said once and then makes room.
const said = document.querySelector(".status > p");
if (said) window.setTimeout(() => said.remove(), 8000);
