// One conversation: what was said, and how what is said gets to the server, once and in order.
import { Outbox, Storage } from "./storage.js";

const LONGEST_WAIT_MS = 30_000;
const PAGE = 100;
const WITH_PEOPLE = ["waiting", "agent"];

export class Conversation extends EventTarget {
  /** As the server has them, each with a `key` that its own unsent form had. */
  messages = [];
  /** Messages of conversations that ended meanwhile, and notes between them. */
  earlier = [];
  isTyping = false;
  isSending = false;
  isConnected = true;
  #last = 0;
  #told;
  #api;
  #storage;
  #outbox;
  #failures = 0;
  #isRefreshing = false;
  #stream;

  constructor(api) {
    super();
    this.#api = api;
    this.#storage = new Storage(api.base, (name) => this.#onOtherTab(name));
    this.#outbox = new Outbox(this.#storage);
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

  get unread() {
    return this.#storage.get("unread") ?? 0;
  }

  /** The message under which an address was left. */
  get contacted() {
    return this.#storage.get("contacted");
  }

  get unsent() {
    const said = new Set(this.messages.map(({ key }) => key));
    return this.#outbox.all().map((message) => ({ ...message, key: `said ${message.id}` })).filter(({ key }) => !said.has(key));
  }

  /** Bring up what was said, and send what is not sent yet. */
  start() {
    this.dispatchEvent(new Event("wake"));
    this.#drain();
    this.#refresh();
  }

  say(text, choice = "") {
    this.#outbox.add(text.normalize("NFC"), choice);
    this.start();
    this.#changed();
  }

  again(id) {
    this.#outbox.mark(id, "");
    this.start();
  }

  discard(id) {
    this.#outbox.remove(id);
    this.#changed();
  }

  ratingOf(id) {
    return this.#storage.get("rated")?.[id];
  }

  /** Throws ApiError. */
  async rate(id, helpful) {
    await this.#ask("/rating", { method: "POST", body: { helpful } });
    this.#storage.set("rated", { ...this.#storage.get("rated"), [id]: helpful });
    this.#changed();
  }

  /** Leave a message for a person, under the message `id`. Throws ApiError. */
  async leaveContact(id, contact) {
    await this.#ask("/handover", { method: "POST", body: contact });
    this.#storage.set("contacted", id);
    this.#refresh();
    this.#changed();
  }

  /** Delete all of it, on the server too. Throws ApiError. */
  async delete() {
    if (this.session) {
      await this.#ask("", { method: "DELETE" }).catch((error) => {
        if (error.status !== 404) throw error;
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

  #ask(path, options, { id, token } = this.session) {
    return this.#api.ask(`chat/sessions/${id}${path}`, { token, ...options });
  }

  // Each try holds a lock, so that tabs take turns, and gives it back while it waits for the next.
  async #drain() {
    if (this.isSending) return;
    this.isSending = true;
    for (let next; (next = this.unsent.find(({ fault }) => !fault)); ) {
      const wait = await exclusively(this.#api.base, () => this.#send(next.id));
      if (wait) await this.#pause(wait);
    }
    this.isSending = false;
    this.#changed();
  }

  /** The milliseconds to wait before the next try. */
  async #send(id) {
    const message = this.#outbox.get(id);
    if (!message || message.fault) return 0; // Another tab was quicker.
    let session;
    try {
      session = this.session ?? (await this.#open());
      const body = { client_message_id: id, text: message.text, choice: message.choice };
      await this.#ask("/messages", { method: "POST", body }, session);
      await this.#pull();
      this.#outbox.remove(id);
      this.#failures = 0;
      return 0;
    } catch (error) {
      if (session && (error.status === 404 || error.code === "conversation_ended")) this.#renew(session);
      else if (!error.passes) {
        this.#outbox.mark(id, error.message);
        this.#changed();
        return 0;
      }
      return this.#failed(error);
    }
  }

  #failed({ status, wait }) {
    this.isConnected = status !== 0 && status < 500;
    this.#changed();
    return wait || Math.min(500 * 2 ** this.#failures++, LONGEST_WAIT_MS);
  }

  async #open() {
    const { session_id: id, token } = await this.#api.ask("chat/sessions", { method: "POST", body: {} });
    // Without locks another tab may have been quicker.
    if (!this.session) this.#storage.set("session", { id, token });
    return this.session;
  }

  // What was said stays in view; the next message goes into a new conversation.
  #renew({ id }) {
    if (this.session?.id !== id) return;
    this.#forget();
    this.earlier.push(...this.messages, { key: `note ${id}` });
    if (!this.messages.length) this.earlier.pop();
    this.messages = [];
  }

  #forget() {
    this.#last = this.#told = 0;
    this.#stop();
    for (const name of ["session", "status", "last", "seen", "rated", "contacted"]) this.#storage.remove(name);
  }

  #clear() {
    this.#last = this.#told = 0;
    this.messages = [];
    this.earlier = [];
    this.isTyping = false;
    this.#countUnread();
    this.#changed();
  }

  // Until it is brought up: a page may be opened while the server is away.
  async #refresh() {
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    for (let wait = 1; wait; ) {
      const session = this.session;
      wait = await this.#pull().then(() => (this.#failures = 0), (error) => {
        if (error.status === 404) this.#renew(session);
        return error.passes ? this.#failed(error) : 0;
      });
      if (wait) await this.#pause(wait);
    }
    this.#isRefreshing = false;
    this.#changed();
  }

  async #pull() {
    const session = this.session;
    if (!session) return;
    let page;
    do {
      page = await this.#ask(`/messages?after=${this.#last}`, {}, session);
      if (this.session?.id !== session.id) return;
      page.messages.filter(({ id }) => id > this.#last).forEach((message) => this.#add(message, session));
    } while (page.messages.length === PAGE);
    this.isConnected = true;
    this.#storage.set("last", this.#last); // Other tabs hear of it.
    const before = this.status;
    this.#storage.set("status", page.status);
    if (page.status !== before && WITH_PEOPLE.includes(page.status)) this.#tell("handover", { status: page.status });
    this.#followOrStop();
    this.#countUnread();
    this.#changed();
  }

  #add(message, session) {
    const name = message.client_message_id;
    this.#last = message.id;
    if (!message.text) return; // The assistant is silent while people talk.
    this.messages.push({ ...message, key: name ? `said ${name}` : `${session.id} ${message.id}` });
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
    else if (!this.#stream) {
      const { id, token } = this.session;
      this.#stream = new AbortController();
      this.#api.follow(`chat/sessions/${id}/events`, token, {
        signal: this.#stream.signal,
        catchUp: async () => {
          await this.#pull();
          return this.#last;
        },
        onEvent: (name, data) => {
          if (name !== "typing") this.#refresh();
          else {
            this.isTyping = data.typing;
            this.#changed();
          }
        },
      });
    }
  }

  #stop() {
    this.#stream?.abort();
    this.#stream = undefined;
  }

  #onOtherTab(name) {
    if (!name || name === "session") {
      this.#stop();
      this.#clear();
    }
    if (name === "unread" || name === "seen") this.#tell("unread", { count: this.unread });
    if (["session", "last", "status"].includes(name)) this.#refresh();
    if (name.startsWith("unsent ")) this.#drain();
    this.#changed();
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      this.addEventListener("wake", resolve, { once: true });
      setTimeout(resolve, milliseconds);
    });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

// Not every page has locks. Elsewhere two tabs may send a message at once: by its id it counts as one.
async function exclusively(name, act) {
  try {
    return await navigator.locks.request(`barodap ${name}`, act);
  } catch {
    return act();
  }
}
