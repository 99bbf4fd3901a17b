// @ts-check
// Open risks: a page that is looked at asks every two seconds how many wait, and says so when there are more. Asking is
// no sign that somebody is there: it does not keep a session alive.
import { say, text } from "./texts.js";

const EVERY = 2000;
const place = /** @type {HTMLAnchorElement | null} */ (document.querySelector('.rail a[href="/alerts"]'));

function shown() {
  return Number(place?.querySelector(".count")?.textContent ?? "0");
}

/** @param {number} count */
function show(count) {
  if (!place) return;
  let mark = place.querySelector(".count");
  if (count === 0) {
    mark?.remove();
    return;
  }
  if (!mark) {
    mark = document.createElement("span");
    mark.className = "count risk";
    place.append(" ", mark);
  }
  mark.textContent = String(count);
}

async function ask() {
  if (document.hidden) return again();
  try {
    const answer = await fetch("/alerts/count", { headers: { accept: "application/json" } });
    // Signed out: the next thing that is done asks who is there.
    if (answer.status === 401 || answer.status === 404) return;
    const count = Number(await answer.json());
    if (Number.isInteger(count) && count !== shown()) {
      const more = count > shown();
      show(count);
      if (more) say(text("risks-more"));
    }
  } catch {
    // No connection; the next try may have one.
  }
  again();
}

function again() {
  window.setTimeout(() => void ask(), EVERY);
}

if (place) again();
