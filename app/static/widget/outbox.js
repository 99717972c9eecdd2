// Messages on their way. Each is kept under a name of its own, so that tabs never overwrite each other's, and stays
// until the server has it. Its id is its client_message_id: however often it is sent, it is said once.
const START = "unsent ";

export class Outbox {
  #storage;
  #count = 0;

  constructor(storage) {
    this.#storage = storage;
  }

  /** All of them, in the order in which they were written. */
  all() {
    return this.#storage.names(START).map((name) => this.#storage.get(name)).filter(Boolean);
  }

  get(id) {
    return this.#storage.get(START + id);
  }

  add(text, choice) {
    const time = Date.now().toString(36).padStart(9, "0");
    const place = (this.#count++).toString(36).padStart(3, "0");
    const chance = [...crypto.getRandomValues(new Uint32Array(2))].map((number) => number.toString(36)).join("");
    const message = { id: `${time}-${place}-${chance}`, text, choice };
    this.#storage.set(START + message.id, message);
    return message;
  }

  /** Keep what is wrong with a message: it is not sent again until that is taken back with "". */
  mark(id, fault) {
    const message = this.get(id);
    if (message) this.#storage.set(START + id, { ...message, fault });
  }

  remove(id) {
    this.#storage.remove(START + id);
  }
}
