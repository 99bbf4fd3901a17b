// @ts-check
// Keys: `/` searches, letters follow the links and acts that name them (data-keys="g c", data-key="n"), `?` shows all.
// They can be switched off there, for those who speak to their machine.
import { button, dialog } from "./dialog.js";
import { element, text } from "./texts.js";

const OFF = "attune-keys-off";
let last = "";
let lastAt = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  if (event.key === "?") {
    event.preventDefault();
    showKeys();
    return;
  }
  if (localStorage.getItem(OFF)) return;
  if (event.key === "/") {
    const search = /** @type {HTMLElement | null} */ (document.querySelector("[data-search]"));
    if (search) {
      event.preventDefault();
      search.focus();
    }
    return;
  }
  const chord = event.timeStamp - lastAt < 1200 ? `${last} ${event.key}` : "";
  const wanted = find("data-keys", chord) ?? find("data-key", event.key);
  last = event.key;
  lastAt = event.timeStamp;
  if (wanted) {
    event.preventDefault();
    last = "";
    wanted.click();
  }
});

/** @param {string} attribute @param {string} keys */
function find(attribute, keys) {
  if (!keys) return null;
  for (const found of document.querySelectorAll(`[${attribute}]`)) {
    if (found.getAttribute(attribute) === keys && found instanceof HTMLElement && !(found instanceof HTMLInputElement)) return found;
  }
  return null;
}

function showKeys() {
  const rows = [["?", text("keys-show")]];
  if (document.querySelector("[data-search]")) rows.push(["/", text("keys-search")]);
  for (const found of document.querySelectorAll("a[data-keys], a[data-key], button[data-key]")) {
    const label = found.firstChild?.textContent?.trim() ?? "";
    rows.push([found.getAttribute("data-keys") ?? found.getAttribute("data-key") ?? "", label]);
  }
  const list = element("dl", { class: "facts" });
  for (const [keys, label] of rows) {
    const shown = (keys ?? "").split(" ").flatMap((key) => [element("kbd", {}, key), " "]);
    list.append(element("dt", {}, ...shown), element("dd", {}, label ?? ""));
  }
  const use = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
  use.checked = !localStorage.getItem(OFF);
  use.addEventListener("change", () => (use.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
  const shown = dialog(
    text("keys-title"),
    list,
    element("label", { class: "tick" }, use, element("span", {}, text("keys-use"))),
    element("div", { class: "acts" }, button(text("keys-close"), "quiet", () => shown.close())),
  );
}
