// @ts-check
// Drafts: what is typed into a form with data-draft is kept as it is typed.
//
//   <form data-draft="/drafts/note/{subject}/{id}" data-etag='"4"'> … <p class="kept" data-kept></p>
//
// PUT {fields: {name: value}} with If-Match (a first one with If-None-Match: *) answers 2xx with an ETag; 409 answers
// {fields, etag} of the other version; 401 means signed out. Text is kept in memory only, never in the browser's
// storage, and until the server has it the page says so and asks before it is left.
import { button, dialog } from "./dialog.js";
import { signInAgain } from "./sign-in-again.js";
import { element, text } from "./texts.js";

const PAUSE = 800;
const RETRY = [2000, 4000, 8000, 15000, 30000];
/** Fields that are the form's own and no part of what was typed. */
const OWN = new Set(["form_token", "token"]);

class Draft {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.address = form.dataset.draft ?? "";
    this.etag = form.dataset.etag ?? "";
    this.line = /** @type {HTMLElement | null} */ (form.querySelector("[data-kept]"));
    this.line?.setAttribute("role", "status");
    this.saved = JSON.stringify(this.asSent());
    this.failures = 0;
    this.timer = 0;
    /** @type {Promise<boolean> | null} */
    this.running = null;
    this.leaving = false;
    form.addEventListener("input", () => this.later(PAUSE));
    form.addEventListener("submit", (event) => this.beforeSubmit(event));
    window.addEventListener("online", () => this.later(0));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.dirty()) void this.save();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty() && !this.leaving) event.preventDefault();
    });
    if (this.dirty()) this.later(PAUSE);
  }

  /** @returns {Record<string, string>} */
  fields() {
    /** @type {Record<string, string>} */
    const typed = {};
    for (const [name, value] of new FormData(this.form)) {
      if (!OWN.has(name) && typeof value === "string") typed[name] = value;
    }
    return typed;
  }

  /**
   * The fields as the page came with them: on a slow phone somebody types before this script is here, and that is to
   * be kept too.
   * @returns {Record<string, string>}
   */
  asSent() {
    /** @type {Record<string, string>} */
    const sent = {};
    for (const control of this.form.elements) {
      if (control instanceof HTMLTextAreaElement) {
        if (control.name) sent[control.name] = control.defaultValue;
      } else if (control instanceof HTMLSelectElement) {
        const options = Array.from(control.options);
        const chosen = options.find((option) => option.defaultSelected) ?? options[0];
        if (control.name && chosen) sent[control.name] = chosen.value;
      } else if (control instanceof HTMLInputElement && control.name && !OWN.has(control.name)) {
        const chooses = control.type === "checkbox" || control.type === "radio";
        if (!["button", "file", "image", "reset", "submit"].includes(control.type) && (!chooses || control.defaultChecked)) {
          sent[control.name] = chooses ? control.value : control.defaultValue;
        }
      }
    }
    return sent;
  }

  dirty() {
    return JSON.stringify(this.fields()) !== this.saved;
  }

  /** @param {number} delay */
  later(delay) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (this.dirty()) void this.save();
    }, delay);
  }

  /** Saves what is typed now; true when the server has it. One request at a time. */
  async save() {
    if (this.running) await this.running;
    if (!this.dirty()) return true;
    this.running = this.send();
    const kept = await this.running;
    this.running = null;
    return kept;
  }

  /** @returns {Promise<boolean>} */
  async send() {
    const fields = this.fields();
    const sent = JSON.stringify(fields);
    this.tell("saving", text("kept-saving"));
    let answer;
    try {
      answer = await fetch(this.address, {
        method: "PUT",
        keepalive: sent.length < 60000,
        headers: {
          "content-type": "application/json",
          "x-form-token": /** @type {HTMLInputElement | null} */ (this.form.querySelector("[name=form_token]"))?.value ?? "",
          ...(this.etag ? { "if-match": this.etag } : { "if-none-match": "*" }),
        },
        body: JSON.stringify({ fields }),
      });
    } catch {
      return this.notYet();
    }
    if (answer.status === 401) {
      this.tell("waiting", text("kept-waiting"));
      return (await signInAgain()) ? this.send() : this.notYet();
    }
    if (answer.status === 409 || answer.status === 412) {
      return this.clash(await answer.json());
    }
    if (!answer.ok) return this.notYet();
    this.etag = answer.headers.get("etag") ?? this.etag;
    this.saved = sent;
    this.failures = 0;
    const time = new Date().toTimeString().slice(0, 5);
    this.tell("saved", text("kept-saved", { time }));
    if (this.dirty()) this.later(PAUSE);
    return true;
  }

  notYet() {
    this.tell("waiting", text("kept-waiting"));
    this.later(RETRY[Math.min(this.failures, RETRY.length - 1)] ?? 30000);
    this.failures += 1;
    return false;
  }

  /**
   * Two versions: both are shown, and the person chooses.
   * @param {{fields: Record<string, string>, etag: string}} other
   * @returns {Promise<boolean>}
   */
  clash(other) {
    this.tell("clash", text("kept-clash"));
    const mine = this.fields();
    const changed = Object.keys({ ...mine, ...other.fields }).filter((name) => mine[name] !== other.fields[name]);
    return new Promise((resolve) => {
      /** @param {(mine: string, theirs: string) => string} choose */
      const goOn = (choose) => () => {
        for (const name of changed) this.set(name, choose(mine[name] ?? "", other.fields[name] ?? ""));
        this.etag = other.etag;
        this.saved = JSON.stringify(other.fields);
        shown.close();
        resolve(this.dirty() ? this.send() : true);
      };
      const shown = dialog(
        text("clash-title"),
        element("p", {}, text("clash-text")),
        element("div", { class: "versions" }, version(text("clash-mine"), mine, changed), version(text("clash-other"), other.fields, changed)),
        element(
          "div",
          { class: "acts" },
          button(text("clash-keep-other"), "", goOn((_, theirs) => theirs)),
          button(text("clash-keep-mine"), "quiet", goOn((typed) => typed)),
          button(text("clash-keep-both"), "primary", goOn((typed, theirs) => [theirs, typed].filter(Boolean).join("\n\n"))),
        ),
      );
      shown.classList.add("both");
      // Closing without a choice leaves both as they are; the next change asks again.
      shown.addEventListener("close", () => resolve(false));
    });
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  set(name, value) {
    const field = this.form.elements.namedItem(name);
    if (field instanceof RadioNodeList) field.value = value;
    else if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value !== "";
    else if (field && "value" in field) field.value = value;
  }

  /**
   * A form is sent when its draft is safe, so that a refusal or an ended session loses nothing.
   * @param {SubmitEvent} event
   */
  async beforeSubmit(event) {
    if (this.leaving) return;
    if (!this.dirty()) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    if (await this.save()) {
      this.leaving = true;
      this.form.requestSubmit(event.submitter);
    }
  }

  /**
   * @param {string} state
   * @param {string} words
   */
  tell(state, words) {
    if (!this.line) return;
    this.line.dataset.state = state;
    this.line.textContent = words;
  }
}

/**
 * @param {string} title
 * @param {Record<string, string>} fields
 * @param {string[]} changed
 */
function version(title, fields, changed) {
  return element(
    "section",
    {},
    element("h3", {}, title),
    ...changed.map((name) => element("pre", { tabindex: "0" }, fields[name] ?? "")),
  );
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  new Draft(/** @type {HTMLFormElement} */ (form));
}
