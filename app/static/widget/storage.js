// What this browser keeps for one help centre; where it cannot, the page does.
const UNSENT = "unsent ";

export class Storage {
  #prefix;
  #memory = new Map();

  /** `onChange` is called with the name of what another tab changed, "" for everything. */
  constructor(base, onChange) {
    this.#prefix = `barodap ${base} `;
    addEventListener("storage", ({ key }) => {
      if (key === null) onChange("");
      else if (key.startsWith(this.#prefix)) onChange(key.slice(this.#prefix.length));
    });
  }

  get(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    return attempt(() => JSON.parse(localStorage.getItem(this.#prefix + name))) ?? null;
  }

  set(name, value) {
    this.#memory.set(name, value);
    attempt(() => {
      localStorage.setItem(this.#prefix + name, JSON.stringify(value));
      this.#memory.delete(name);
    });
  }

  remove(name) {
    this.#memory.delete(name);
    attempt(() => localStorage.removeItem(this.#prefix + name));
  }

  names() {
    const keys = attempt(() => Object.keys(localStorage)) ?? [];
    const kept = keys.filter((key) => key.startsWith(this.#prefix)).map((key) => key.slice(this.#prefix.length));
    return [...new Set([...kept, ...this.#memory.keys()])];
  }
}

/** Messages that the server may not have, each under a name of its own, so that tabs overwrite nothing. */
export class Outbox {
  #storage;
  #count = 0;

  constructor(storage) {
    this.#storage = storage;
  }

  /** In the order of writing. */
  all() {
    const names = this.#storage.names().filter((name) => name.startsWith(UNSENT));
    return names.sort().map((name) => this.#storage.get(name)).filter(Boolean);
  }

  get(id) {
    return this.#storage.get(UNSENT + id);
  }

  add(text, choice) {
    const chance = crypto.getRandomValues(new Uint32Array(2)).join("");
    const id = `${Date.now() * 1000 + this.#count++}-${chance}`;
    this.#storage.set(UNSENT + id, { id, text, choice });
  }

  /** Keep what is wrong with a message, which then rests; "" sends it again. */
  mark(id, fault) {
    const message = this.get(id);
    if (message) this.#storage.set(UNSENT + id, { ...message, fault });
  }

  remove(id) {
    this.#storage.remove(UNSENT + id);
  }
}

// Undefined where storage is blocked or full.
function attempt(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
