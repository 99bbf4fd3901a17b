// @ts-check
// Dialogs: a link with data-dialog opens the dialog of that id instead of the page that asks the same.
import { element } from "./texts.js";

let count = 0;

/**
 * Builds a dialog that is in the page only while it is open.
 * @param {string} title
 * @param {...(Node | string)} parts
 * @returns {HTMLDialogElement}
 */
export function dialog(title, ...parts) {
  count += 1;
  const id = `dialog-${count}`;
  const made = /** @type {HTMLDialogElement} */ (
    element("dialog", { "aria-labelledby": id }, element("h2", { id }, title), ...parts)
  );
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
  return made;
}

/**
 * A button for a dialog.
 * @param {string} label
 * @param {string} weight
 * @param {() => void} act
 */
export function button(label, weight, act) {
  const made = element("button", { type: "button", class: `button ${weight}` }, label);
  made.addEventListener("click", act);
  return made;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const wanted = document.getElementById(opener.getAttribute("data-dialog") ?? "");
    if (wanted instanceof HTMLDialogElement) {
      event.preventDefault();
      wanted.showModal();
    }
    return;
  }
  event.target.closest("[data-close]")?.closest("dialog")?.close();
});
