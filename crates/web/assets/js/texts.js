// @ts-check
// The words that scripts say come with the page, in the attributes of <template id="texts">.

/**
 * The text of a name, with `{name}` and the like filled in.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 */
export function text(name, values = {}) {
  const holder = document.getElementById("texts");
  const found = holder?.getAttribute(`data-${name}`) ?? "";
  return found.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}

/**
 * Says something in the status line of the page, where screen readers hear it, too.
 * @param {string} words
 */
export function say(words) {
  const line = document.querySelector(".status");
  if (!line) return;
  const said = document.createElement("p");
  said.textContent = words;
  line.replaceChildren(said);
  window.setTimeout(() => said.remove(), 6000);
}

/**
 * An element with attributes and children; text is always text.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
