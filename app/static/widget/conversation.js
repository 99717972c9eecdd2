// One conversation: what was said, and how what is said gets to the server, once and in order, whatever happens.
import { ApiError } from "./api.js";
import { Outbox } from "./outbox.js";
import { follow } from "./stream.js";
import { Storage } from "./storage.js";

const LONGEST_WAIT_MS = 30_000;
const PAGE = 100;
const OF_A_SESSION = ["session", "status", "last", "seen", "unread", "rated", "contacted"];

export class Conversation extends EventTarget {
  messages = [];
  /** Messages of conversations that ended while this page was open, and notes between them. */
  earlier = [];
  isTyping = false;
  isSending = false;
  isConnected = true;
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
    addEventListener("online", () => this.start());
    addEventListener("pageshow", ({ persisted }) => persisted && this.start());
    document.addEventListener("visibilitychange", () => document.hidden || this.start());
  }

  get session() {
    return this.#storage.get("session");
  }

  /** bot, waiting, agent or ended; none before the first message. */
  get status() {
    return this.#storage.get("status") ?? "";
  }

  get unsent() {
    const said = new Set(this.messages.map((message) => message.client_message_id));
    return this.#outbox.all().filter(({ id }) => !said.has(id)).map((message) => ({ ...message, key: `said ${message.id}` }));
  }

  get unread() {
    return this.#storage.get("unread") ?? 0;
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
    this.#changed();
  }

  discard(id) {
    this.#outbox.remove(id);
    this.#changed();
  }

  hasRated(id) {
    return this.#storage.get("rated")?.[id];
  }

  async rate(id, helpful) {
    await this.#write("rating", { helpful });
    this.#storage.set("rated", { ...this.#storage.get("rated"), [id]: helpful });
    this.#changed();
  }

  get contacted() {
    return this.#storage.get("contacted");
  }

  /** Leave a message for a person under the message `id`. Throws ApiError. */
  async leaveContact(id, contact) {
    await this.#write("handover", contact);
    this.#storage.set("contacted", id);
    this.#refresh();
    this.#changed();
  }

  /** All that the server keeps of it. */
  async export() {
    const { id, token } = this.session;
    return (await this.#api.get(`chat/sessions/${id}/export`, token)).conversation;
  }

  /** Delete it here and on the server. */
  async delete() {
    const session = this.session;
    if (session) {
      await this.#api.delete(`chat/sessions/${session.id}`, session.token).catch((error) => {
        if (error.status !== 404) throw error;
      });
    }
    for (const { id } of this.#outbox.all()) this.#outbox.remove(id);
    this.restart();
  }

  /** Leave it behind; the next message begins another one. */
  restart() {
    this.#forget();
    this.#clear();
  }

  /** All that is there has been read. */
  see() {
    const last = this.#last;
    if ((this.#storage.get("seen") ?? 0) < last) this.#storage.set("seen", last);
    this.#count();
  }

  get #last() {
    return this.messages.at(-1)?.id ?? 0;
  }

  // Each try holds the lock, so that tabs take turns; a tab that waits for its next try keeps nobody from sending.
  async #drain() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (let next; (next = this.unsent.find(({ fault }) => !fault)); ) {
        const wait = await exclusively(`barodap ${this.#api.base}`, () => this.#attempt(next.id));
        if (wait) await this.#pause(wait);
      }
    } finally {
      this.isSending = false;
      this.#changed();
    }
  }

  /** The milliseconds to wait before the next try. */
  async #attempt(id) {
    const message = this.#outbox.get(id);
    if (!message || message.fault) return 0;
    let session;
    try {
      session = this.session ?? (await this.#open());
      const said = { client_message_id: id, text: message.text, choice: message.choice };
      await this.#api.post(`chat/sessions/${session.id}/messages`, said, session.token);
      await this.#pull();
      this.#outbox.remove(id);
      this.#failures = 0;
      this.isConnected = true;
      return 0;
    } catch (error) {
      return this.#failed(error, message, session);
    }
  }

  #failed(error, { id }, session) {
    if (session && (error.status === 404 || error.code === "conversation_ended")) {
      if (this.session?.id === session.id) this.#renew();
    } else if (!error.passes) {
      this.#outbox.mark(id, error.detail || error.message);
      this.#changed();
      return 0;
    }
    this.#tellConnection(error);
    return this.#wait(error);
  }

  #tellConnection(error) {
    this.isConnected = error.status !== 0 && error.status < 500;
    this.#changed();
  }

  #wait(error) {
    const backoff = Math.min(500 * 2 ** this.#failures++, LONGEST_WAIT_MS);
    return error.retryAfter ? error.retryAfter * 1000 : backoff;
  }

  async #open() {
    const { session_id: id, token } = await this.#api.post("chat/sessions", {});
    // Another tab may have been quicker where browsers have no locks.
    if (!this.session) this.#storage.set("session", { id, token });
    return this.session;
  }

  /** The old conversation is over or gone: what was said stays in view, the next message goes into a new one. */
  #renew() {
    const last = this.#last;
    this.#forget();
    this.earlier.push(...this.messages);
    this.messages = [];
    if (last) this.earlier.push({ note: "renewed", key: `note ${this.earlier.length}` });
    this.#changed();
  }

  #forget() {
    this.#stop();
    for (const name of OF_A_SESSION) this.#storage.remove(name);
  }

  #clear() {
    this.messages = [];
    this.earlier = [];
    this.isTyping = false;
    this.#changed();
  }

  // Until it is brought up: a page may have been opened while the server was away.
  async #refresh() {
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    try {
      while (!(await this.#pulled())) await this.#pause(this.#wait({}));
    } finally {
      this.#isRefreshing = false;
    }
  }

  async #pulled() {
    try {
      await this.#pull();
      this.#failures = 0;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) this.#renew();
      else this.#tellConnection(error);
      return !error.passes;
    }
    return true;
  }

  async #pull() {
    const session = this.session;
    if (!session) return;
    let page;
    do {
      const after = this.#last;
      page = await this.#api.get(`chat/sessions/${session.id}/messages?after=${after}`, session.token);
      if (this.session?.id !== session.id) return;
      this.#add(page.messages.filter(({ id }) => id > this.#last), session);
    } while (page.messages.length === PAGE);
    this.isConnected = true;
    if (this.status !== page.status) {
      this.#storage.set("status", page.status);
      if (page.status === "waiting" || page.status === "agent") this.dispatchEvent(new CustomEvent("handover", { detail: { status: page.status } }));
    }
    this.#followOrStop();
    this.#changed();
  }

  #add(messages, session) {
    for (const message of messages) {
      const name = message.client_message_id;
      this.messages.push({ ...message, key: name ? `said ${name}` : `${session.id} ${message.id}` });
      if (message.author === "visitor") {
        if (name) this.#outbox.remove(name);
        continue;
      }
      this.isTyping = false;
      this.dispatchEvent(new CustomEvent("message", { detail: message }));
    }
    if (messages.length) this.#storage.set("last", this.#last); // tells other tabs to look
    this.#count();
  }

  #count() {
    const seen = this.#storage.get("seen") ?? 0;
    const unread = this.messages.filter(({ id, author }) => id > seen && author !== "visitor").length;
    if (unread === this.unread) return;
    this.#storage.set("unread", unread);
    this.dispatchEvent(new CustomEvent("unread", { detail: { count: unread } }));
  }

  #followOrStop() {
    if (this.status !== "waiting" && this.status !== "agent") this.#stop();
    else if (!this.#stream) {
      const { id, token } = this.session;
      this.#stream = new AbortController();
      follow(this.#api, `chat/sessions/${id}/events`, token, {
        signal: this.#stream.signal,
        onGap: async () => {
          await this.#pull();
          return this.#last;
        },
        onEvent: (name, data) => {
          if (name !== "typing") return void this.#refresh();
          this.isTyping = Boolean(data.typing);
          this.#changed();
        },
      });
    }
  }

  #stop() {
    this.#stream?.abort();
    this.#stream = undefined;
  }

  async #write(path, body) {
    const { id, token } = this.session;
    await this.#api.post(`chat/sessions/${id}/${path}`, body, token);
  }

  #onOtherTab(name) {
    if (name === "session" || name === "") {
      this.#stop();
      this.#clear();
    }
    if (name === "unread" || name === "seen") this.dispatchEvent(new CustomEvent("unread", { detail: { count: this.unread } }));
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

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

// Web Locks exist on secure pages alone. Elsewhere two tabs may send the same message: with the same id, so it counts once.
function exclusively(name, act) {
  return navigator.locks ? navigator.locks.request(name, act) : act();
}
