// What this browser keeps for one help centre. Where storage is blocked or full it lasts as long as the page does.
export class Storage {
  #prefix;
  #memory = new Map();

  /** `onChange` is called with the name of what another tab has changed. */
  constructor(base, onChange) {
    this.#prefix = `barodap ${base} `;
    addEventListener("storage", ({ key }) => {
      if (key === null) onChange(""); // all of it was cleared
      else if (key.startsWith(this.#prefix)) onChange(key.slice(this.#prefix.length));
    });
  }

  get(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    try {
      return JSON.parse(localStorage.getItem(this.#prefix + name));
    } catch {
      return null;
    }
  }

  set(name, value) {
    try {
      localStorage.setItem(this.#prefix + name, JSON.stringify(value));
      this.#memory.delete(name);
    } catch {
      this.#memory.set(name, value);
    }
  }

  remove(name) {
    this.#memory.delete(name);
    try {
      localStorage.removeItem(this.#prefix + name);
    } catch {
      // Blocked: nothing was kept.
    }
  }

  /** The names that begin with `start`, sorted. */
  names(start) {
    const names = [...this.#memory.keys()];
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(this.#prefix)) names.push(key.slice(this.#prefix.length));
    } catch {
      // Blocked: those in memory are all.
    }
    return [...new Set(names)].filter((name) => name.startsWith(start)).sort();
  }
}
