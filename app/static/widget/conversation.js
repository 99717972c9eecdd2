// One conversation: what was said, and reading on whenever something happens.
import { createSender } from "./sending.js";
import { Outbox, Storage } from "./storage.js";

const PAGE = 100;
const WITH_PEOPLE = ["waiting", "agent"];

export class Conversation extends EventTarget {
  /** As the server has them, each with a `key`: what was its id while it was unsent. */
  messages = [];
  /** Messages of conversations that ended meanwhile, and notes between them. */
  earlier = [];
  isTyping = false;
  #last = 0;
  #told;
  #api;
  #storage;
  #outbox;
  #send;
  #isStale = false;
  #refreshing;
  #stream;

  constructor(api) {
    super();
    this.#api = api;
    this.#storage = new Storage(api.base, (name) => this.#onOtherTab(name));
    this.#outbox = new Outbox(this.#storage);
    this.#send = createSender(api, this.#outbox, this);
    this.#told = this.#storage.get("seen") ?? 0;
    addEventListener("online", () => this.start());
    addEventListener("pageshow", ({ persisted }) => persisted && this.start());
  }

  get session() {
    return this.#storage.get("session");
  }

  /** bot, waiting, agent or ended; null before the first message. */
  get status() {
    return this.#storage.get("status");
  }

  get isConnected() {
    return this.#api.isConnected;
  }

  get unread() {
    return this.#storage.get("unread") ?? 0;
  }

  /** The message under which an address was left. */
  get contacted() {
    return this.#storage.get("contacted");
  }

  get unsent() {
    return this.#outbox.all().filter(({ id }) => !this.messages.some(({ key }) => key === id));
  }

  /** Bring up what was said, and send what is not sent yet. */
  start() {
    this.#api.wake();
    this.#send();
    this.#refresh();
  }

  say(text, choice = "") {
    this.#outbox.add(text.normalize("NFC"), choice);
    this.start();
    this.changed();
  }

  again(id) {
    this.#outbox.mark(id, "");
    this.start();
  }

  discard(id) {
    this.#outbox.remove(id);
    this.changed();
  }

  ratingOf(id) {
    return this.#storage.get("rated")?.[id];
  }

  /** Throws ApiError. */
  async rate(id, helpful) {
    await this.ask("/rating", { method: "POST", body: { helpful } });
    this.#storage.set("rated", { ...this.#storage.get("rated"), [id]: helpful });
    this.changed();
  }

  /** Leave a message for a person, under the message `id`. Throws ApiError. */
  async leaveContact(id, contact) {
    await this.ask("/handover", { method: "POST", body: contact });
    this.#storage.set("contacted", id);
    this.#refresh();
    this.changed();
  }

  /** Delete all of it, on the server too. Throws ApiError. */
  async delete() {
    if (this.session) {
      await this.ask("", { method: "DELETE" }).catch((error) => {
        if (this.session) throw error;
      });
    }
    this.#outbox.all().forEach(({ id }) => this.#outbox.remove(id));
    this.#forget();
    this.#clear();
  }

  /** All that is there has been read. */
  see() {
    if (this.#last > (this.#storage.get("seen") ?? 0)) this.#storage.set("seen", this.#last);
    this.#countUnread();
  }

  /** Throws ApiError. A conversation that turns out to be over is left. */
  ask(path, options, { id, token } = this.session) {
    return this.#api.ask(`chat/sessions/${id}${path}`, { token, ...options }).catch((error) => {
      if (error.status === 404 || error.code === "conversation_ended") this.#leave(id);
      throw error;
    });
  }

  async open() {
    const { session_id: id, token } = await this.#api.ask("chat/sessions", { method: "POST", body: {} });
    if (!this.session) this.#storage.set("session", { id, token });
    return this.session;
  }

  // What was said stays in view; the next message begins a new one.
  #leave(id) {
    if (this.session?.id !== id) return;
    const said = this.messages.length ? [...this.messages, { key: `note ${id}` }] : [];
    this.#forget();
    this.#clear([...this.earlier, ...said]);
  }

  #forget() {
    for (const name of ["session", "status", "last", "seen", "rated", "contacted"]) this.#storage.remove(name);
  }

  #clear(earlier = []) {
    this.#stop();
    this.#last = this.#told = 0;
    this.messages = [];
    this.earlier = earlier;
    this.#countUnread();
    this.changed();
  }

  // Until all is read, though the server may be away; what happens meanwhile is read as well.
  #refresh() {
    this.#isStale = true;
    return (this.#refreshing ??= this.#bringUp());
  }

  async #bringUp() {
    while (this.#isStale) {
      this.#isStale = false;
      try {
        await this.pull();
      } catch (error) {
        if (!error.passes) continue;
        this.#isStale = true;
        const wait = this.#api.failed(error);
        this.changed();
        await this.#api.pause(wait);
      }
    }
    this.#refreshing = undefined;
  }

  async pull() {
    const { session } = this;
    if (!session) return;
    let page;
    do {
      page = await this.ask(`/messages?after=${this.#last}`, {}, session);
      if (this.session?.id !== session.id) return;
      page.messages.filter(({ id }) => id > this.#last).forEach((message) => this.#add(message, session));
    } while (page.messages.length === PAGE);
    this.#storage.set("last", this.#last); // Other tabs hear of it.
    const { status } = page;
    if (status !== this.status && WITH_PEOPLE.includes(status)) this.#tell("handover", { status });
    this.#storage.set("status", status);
    this.#followOrStop();
    this.#countUnread();
    this.changed();
  }

  #add(message, session) {
    const name = message.client_message_id;
    this.#last = message.id;
    if (!message.text) return; // The assistant is silent while people talk.
    this.messages.push({ ...message, key: name ?? `${session.id} ${message.id}` });
    if (name) this.#outbox.remove(name);
    else {
      this.isTyping = false;
      if (message.id > this.#told) this.#tell("message", message);
    }
  }

  #countUnread() {
    const seen = this.#storage.get("seen") ?? 0;
    const count = this.messages.filter(({ id, author }) => id > seen && author !== "visitor").length;
    if (count === this.unread) return;
    this.#storage.set("unread", count);
    this.#tell("unread", { count });
  }

  #followOrStop() {
    if (!WITH_PEOPLE.includes(this.status)) this.#stop();
    else if (!this.#stream) this.#follow(this.session, (this.#stream = new AbortController()).signal);
  }

  async #follow({ id, token }, signal) {
    const onEvent = (name, data) => {
      if (name === "typing") {
        this.isTyping = data.typing;
        this.changed();
      } else if (name === "message" || data.status !== this.status) this.#refresh();
    };
    while (!signal.aborted) {
      await this.#refresh();
      const wait = await this.#api.listen(`chat/sessions/${id}/events?after=${this.#last}`, token, signal, onEvent);
      await this.#api.pause(wait);
    }
  }

  #stop() {
    this.#stream?.abort();
    this.#stream = undefined;
    this.isTyping = false;
  }

  #onOtherTab(name) {
    if (!name || name === "session") this.#clear();
    if (name === "unread" || name === "seen") this.#tell("unread", { count: this.unread });
    if (["session", "last", "status"].includes(name)) this.#refresh();
    if (name.startsWith("unsent ")) this.#send();
    this.changed();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  changed() {
    this.#tell("change");
  }
}
