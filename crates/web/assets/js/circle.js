// @ts-check
// The closeness circle: a person is dragged, or moved with the arrow keys, and the same form is sent that places a
// person without a script (person, ring) with the exact place beside it (distance, angle).
//
//   <div data-circle-figure> the drawing, editable </div>
//   <form data-circle method="post" action="…"> person, ring, hidden distance and angle, <p class="kept" data-kept></p> </form>
//
// Up and down bring closer and move away, left and right go round; Page up and down jump a ring; Enter saves, Escape
// puts back. A pause saves as well.
import { signInAgain } from "./sign-in-again.js";
import { say, text } from "./texts.js";

const STEP = 0.04;
const TURN = 6;
const PAUSE = 1200;

/** @typedef {{distance: number, angle: number}} Place */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-circle]"));
const figure = /** @type {HTMLElement | null} */ (document.querySelector("[data-circle-figure]"));

/** @type {{person: SVGGElement, from: Place, pointer: number | null} | null} */
let held = null;
let timer = 0;

/** The geometry that the drawing tells of itself. @param {Element} person */
function ground(person) {
  const svg = /** @type {SVGSVGElement} */ (person.closest("svg"));
  const numbers = (/** @type {string} */ name) => (svg.getAttribute(name) ?? "").split(" ").map(Number);
  const [x = 0, y = 0] = numbers("data-centre");
  const [radius = 1] = numbers("data-radius");
  const [farthest = 1] = numbers("data-farthest");
  return { svg, x, y, radius, farthest, rings: numbers("data-rings") };
}

/** @param {Element} person @returns {Place} */
function placeOf(person) {
  return { distance: Number(person.getAttribute("data-distance")), angle: Number(person.getAttribute("data-angle")) };
}

/** @param {SVGGElement} person @param {Place} place */
function put(person, place) {
  const { x, y, radius, farthest } = ground(person);
  const distance = Math.min(Math.max(place.distance, 0.12), farthest);
  const angle = ((place.angle % 360) + 360) % 360;
  const turn = (angle * Math.PI) / 180;
  person.setAttribute("transform", `translate(${x + distance * radius * Math.sin(turn)} ${y - distance * radius * Math.cos(turn)})`);
  person.setAttribute("data-distance", distance.toFixed(3));
  person.setAttribute("data-angle", angle.toFixed(1));
  person.setAttribute("data-ring", String(ringOf(person, distance)));
}

/** @param {Element} person @param {number} distance */
function ringOf(person, distance) {
  const { rings } = ground(person);
  const found = rings.findIndex((edge) => distance <= edge);
  return found < 0 ? rings.length + 1 : found + 1;
}

/** @param {EventTarget | null} target */
function personAt(target) {
  if (!(target instanceof Element) || !figure?.contains(target)) return null;
  return /** @type {SVGGElement | null} */ (target.closest("[data-person][tabindex]"));
}

/** @param {SVGGElement} person @param {number | null} pointer */
function hold(person, pointer) {
  if (held && held.person !== person) void save();
  if (!held) held = { person, from: placeOf(person), pointer };
  held.pointer = pointer;
  person.classList.add("held");
}

function putBack() {
  if (!held) return;
  put(held.person, held.from);
  held.person.classList.remove("held");
  held = null;
  window.clearTimeout(timer);
}

document.addEventListener("pointerdown", (event) => {
  const person = personAt(event.target);
  if (!person || event.button !== 0) return;
  event.preventDefault();
  person.focus();
  person.setPointerCapture(event.pointerId);
  hold(person, event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!held || held.pointer !== event.pointerId) return;
  const { svg, x, y, radius } = ground(held.person);
  const screen = svg.getScreenCTM();
  if (!screen) return;
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(screen.inverse());
  const right = (at.x - x) / radius;
  const down = (at.y - y) / radius;
  put(held.person, { distance: Math.hypot(right, down), angle: (Math.atan2(right, -down) * 180) / Math.PI });
});

document.addEventListener("pointerup", (event) => {
  if (held && held.pointer === event.pointerId) void save();
});
document.addEventListener("pointercancel", (event) => {
  if (held && held.pointer === event.pointerId) putBack();
});

document.addEventListener("keydown", (event) => {
  const person = personAt(event.target);
  if (!person || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    putBack();
    return;
  }
  if (event.key === "Enter" && held) {
    event.preventDefault();
    void save();
    return;
  }
  const place = placeOf(person);
  const next = moved(person, place, event.key, event.shiftKey ? 3 : 1);
  if (!next) return;
  event.preventDefault();
  hold(person, null);
  put(person, next);
  const { rings } = ground(person);
  say(text("circle-moved", { name: nameOf(person), ring: person.getAttribute("data-ring") ?? "", of: rings.length }));
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void save(), PAUSE);
});

document.addEventListener("focusout", (event) => {
  if (held && held.pointer === null && personAt(event.target) === held.person) void save();
});

/**
 * @param {Element} person
 * @param {Place} place
 * @param {string} key
 * @param {number} times
 * @returns {Place | null}
 */
function moved(person, place, key, times) {
  const { rings, farthest } = ground(person);
  const edges = [0, ...rings, farthest];
  const ring = ringOf(person, place.distance);
  const middle = (/** @type {number} */ number) => {
    const inside = Math.min(Math.max(number, 1), edges.length - 1);
    return ((edges[inside - 1] ?? 0) + (edges[inside] ?? 1)) / 2;
  };
  switch (key) {
    case "ArrowUp": return { ...place, distance: place.distance - STEP * times };
    case "ArrowDown": return { ...place, distance: place.distance + STEP * times };
    case "ArrowLeft": return { ...place, angle: place.angle - TURN * times };
    case "ArrowRight": return { ...place, angle: place.angle + TURN * times };
    case "PageUp": return { ...place, distance: middle(ring - 1) };
    case "PageDown": return { ...place, distance: middle(ring + 1) };
    default: return null;
  }
}

/** @param {Element} person */
function nameOf(person) {
  return (person.getAttribute("aria-label") ?? "").split(",")[0] ?? "";
}

async function save() {
  window.clearTimeout(timer);
  if (!held) return;
  const { person, from } = held;
  held = null;
  person.classList.remove("held");
  const place = placeOf(person);
  if (Math.abs(place.distance - from.distance) < 0.005 && Math.abs(place.angle - from.angle) < 0.5) return;
  const id = person.getAttribute("data-person") ?? "";
  await send(id, place, String(person.getAttribute("data-ring")), crypto.randomUUID());
}

/**
 * The token makes a repeated sending one entry.
 * @param {string} id
 * @param {Place} place
 * @param {string} ring
 * @param {string} token
 */
async function send(id, place, ring, token) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.set(name, value);
  body.set("person", id);
  body.set("ring", ring);
  body.set("distance", place.distance.toFixed(3));
  body.set("angle", place.angle.toFixed(1));
  body.set("token", token);
  const line = /** @type {HTMLElement | null} */ (form.querySelector("[data-kept]"));
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.status === 401) {
      if (await signInAgain()) await send(id, place, ring, token);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-circle-figure]");
    if (!answer.ok || !fresh || !figure) {
      location.reload();
      return;
    }
    // The server draws names and arrows anew; the person keeps the focus.
    figure.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    // One drawing of several is shown, by the width of the page.
    const drawn = [...figure.querySelectorAll(`[data-person="${CSS.escape(id)}"][tabindex]`)];
    /** @type {SVGGElement | undefined} */ (drawn.find((one) => one.getClientRects().length > 0))?.focus();
    if (line) {
      line.dataset.state = "saved";
      line.textContent = page.querySelector(".status > p")?.textContent ?? "";
    }
  } catch {
    if (line) {
      line.dataset.state = "waiting";
      line.textContent = text("kept-waiting");
    }
    window.setTimeout(() => void send(id, place, ring, token), 4000);
  }
}
