// @ts-check
// Passkeys: a button with data-passkey asks the device, and sends its form with the answer.
//
//   <form method="post"> <input type="hidden" name="handle"> <input type="hidden" name="answer">
//     <p class="kept" data-passkey-said></p>
//     <button formaction="where it goes" data-passkey="where it begins" data-waiting="…" data-refused="…" hidden>
//
// The button is hidden until this script finds that the browser can. What begins answers {handle, options}; options
// are those of navigator.credentials, binary parts in base64url.

/** Shows the buttons of a part of the page. @param {ParentNode} part */
export function offer(part) {
  if (!("PublicKeyCredential" in window)) return;
  for (const found of part.querySelectorAll("[data-passkey]")) found.removeAttribute("hidden");
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-passkey]") : null;
  if (!(button instanceof HTMLButtonElement) || !button.form || button.dataset.asked === "yes") return;
  event.preventDefault();
  void ask(button, button.form);
});

/** @param {HTMLButtonElement} button @param {HTMLFormElement} form */
async function ask(button, form) {
  const line = /** @type {HTMLElement | null} */ (form.querySelector("[data-passkey-said]"));
  /** @param {string | undefined} words */
  const say = (words) => {
    if (!line) return;
    line.setAttribute("role", "status");
    line.dataset.state = words === button.dataset.refused ? "waiting" : "";
    line.textContent = words ?? "";
  };
  button.disabled = true;
  try {
    say(button.dataset.waiting);
    const begun = await fetch(button.dataset.passkey ?? "", {
      method: "POST",
      headers: { accept: "application/json", "x-form-token": value(form, "form_token") },
    });
    if (begun.status === 403) {
      // A fresh proof of who is there is needed first.
      location.assign(`/confirm?next=${encodeURIComponent(location.pathname)}`);
      return;
    }
    if (!begun.ok) throw new Error("not begun");
    const { handle, options } = await begun.json();
    const answer = await fromDevice(options.publicKey);
    fill(form, "handle", handle);
    fill(form, "answer", JSON.stringify(answer));
    say("");
    button.disabled = false;
    button.dataset.asked = "yes";
    form.requestSubmit(button);
    delete button.dataset.asked;
  } catch {
    button.disabled = false;
    say(button.dataset.refused);
  }
}

/** Makes a passkey or uses one, whichever the options are for. @param {any} options */
async function fromDevice(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (publicKey[list]) publicKey[list] = publicKey[list].map((/** @type {any} */ one) => ({ ...one, id: bytes(one.id) }));
  }
  const isNew = Boolean(options.user);
  if (isNew) publicKey.user = { ...options.user, id: bytes(options.user.id) };
  const made = isNew ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
  if (!(made instanceof PublicKeyCredential)) throw new Error("no passkey");
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: response(made.response) };
}

/** @param {AuthenticatorResponse} given */
function response(given) {
  const clientDataJSON = text(given.clientDataJSON);
  if (given instanceof AuthenticatorAttestationResponse) {
    return { clientDataJSON, attestationObject: text(given.attestationObject), transports: given.getTransports?.() ?? [] };
  }
  const proof = /** @type {AuthenticatorAssertionResponse} */ (given);
  return {
    clientDataJSON,
    authenticatorData: text(proof.authenticatorData),
    signature: text(proof.signature),
    userHandle: proof.userHandle ? text(proof.userHandle) : null,
  };
}

/** From base64url. @param {string} encoded */
function bytes(encoded) {
  const plain = atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** To base64url. @param {ArrayBuffer} buffer */
function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {HTMLFormElement} form @param {string} name */
function value(form, name) {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value : "";
}

/** @param {HTMLFormElement} form @param {string} name @param {string} filled */
function fill(form, name, filled) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = filled;
}

offer(document);
