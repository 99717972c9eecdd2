// Barodap's chat for any page: the button. Everything else is fetched when it is first needed.
//
//   <script src="https://help.example/static/widget.js" defer></script>
//
// docs/widget.md in the project lists the data attributes, the CSS properties and the JavaScript API.
(() => {
  if (window.Barodap) return;
  const script = document.currentScript;
  const base = new URL("..", script.src).href;
  const OPTIONS = ["lang", "title", "greeting", "position", "theme", "launcher", "open"];
  const EVENTS = ["open", "close", "message", "handover", "unread"];
  const TEXTS = {
    ko: { open: "도움말 대화 열기", close: "도움말 대화 닫기", unread: (count) => `읽지 않은 메시지 ${count}개`, failed: "열지 못했어요. 인터넷 연결을 확인하고 다시 눌러 주세요." },
    en: { open: "Open help chat", close: "Close help chat", unread: (count) => `${count} unread ${count === 1 ? "message" : "messages"}`, failed: "Could not open. Check your connection and press again." },
  };
  const CSS = `
    :host { all: initial; color-scheme: inherit; position: fixed; z-index: var(--barodap-z-index, 2147483000); }
    :host([data-theme="light"]) { color-scheme: light; }
    :host([data-theme="dark"]) { color-scheme: dark; }
    :host([hidden]), [hidden] { display: none !important; }
    .launcher {
      position: fixed;
      inset: auto calc(var(--barodap-offset-x, 20px) + env(safe-area-inset-right)) calc(var(--barodap-offset-y, 20px) + env(safe-area-inset-bottom)) auto;
      display: grid; place-items: center; box-sizing: border-box; width: 56px; height: 56px; padding: 0;
      border: 1px solid transparent; border-radius: 50%; cursor: pointer;
      background: var(--barodap-accent, light-dark(#0a6b5c, #62d3bd));
      color: var(--barodap-on-accent, light-dark(#ffffff, #05251f));
      box-shadow: 0 2px 6px rgb(0 0 0 / 16%), 0 8px 24px rgb(0 0 0 / 18%);
    }
    :host([data-position="left"]) .launcher { inset-inline: calc(var(--barodap-offset-x, 20px) + env(safe-area-inset-left)) auto; }
    :host([data-launcher="hidden"]) .launcher { display: none; }
    .launcher:hover { filter: brightness(1.08); }
    .launcher:focus-visible { outline: 3px solid var(--barodap-accent, light-dark(#0a6b5c, #62d3bd)); outline-offset: 3px; }
    .launcher svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
    .launcher[aria-busy="true"] svg { opacity: 0.5; }
    .badge {
      position: absolute; top: -4px; right: -4px; box-sizing: border-box; min-width: 22px; height: 22px; padding: 0 6px;
      border-radius: 11px; background: #c62f25; color: #fff; text-align: center;
      font: 700 12px/22px var(--barodap-font, system-ui, sans-serif);
    }
    .failed {
      position: fixed; right: 20px; bottom: 88px; box-sizing: border-box; max-width: min(280px, calc(100vw - 40px)); padding: 10px 14px;
      border-radius: 12px; background: #15201c; color: #fff; font: 14px/1.5 var(--barodap-font, system-ui, sans-serif); word-break: keep-all;
    }
    :host([data-position="left"]) .failed { right: auto; left: 20px; }
    @media (prefers-reduced-motion: no-preference) { .launcher { transition: transform 0.15s, filter 0.15s; } .launcher:active { transform: scale(0.95); } }
    @media (forced-colors: active) { .launcher { border-color: ButtonText; } }
    @media print { :host { display: none; } }`;
  const ICONS = {
    chat: "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4.05A2.5 2.5 0 0 1 4 13.5ZM8.5 10h.01M12 10h.01M15.5 10h.01",
    close: "m6.5 9.5 5.5 5.5 5.5-5.5",
  };

  class Chat extends HTMLElement {
    #parts;
    #loading;

    connectedCallback() {
      if (this.#parts) return;
      for (const name of OPTIONS) if (name in script.dataset && !(name in this.dataset)) this.dataset[name] = script.dataset[name];
      const language = this.dataset.lang ?? (document.documentElement.lang.startsWith("en") ? "en" : "ko");
      this.lang = language in TEXTS ? language : "ko";
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
      this.#parts = build(root);
      this.#parts.button.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
      this.isOpen = false;
      this.unread = Number(kept("unread")) || 0;
      if ("open" in this.dataset) this.open();
      else if (["waiting", "agent"].includes(kept("status")) || isUnsent()) this.#panel().catch(() => {});
    }

    get base() {
      return base;
    }

    /** Shows whether the panel is open; set by the panel. */
    set isOpen(open) {
      this._open = open;
      const { button, icon } = this.#parts;
      button.setAttribute("aria-expanded", String(open));
      icon.setAttribute("d", open ? ICONS.close : ICONS.chat);
      this.#describe();
    }

    get isOpen() {
      return this._open;
    }

    set unread(count) {
      this._unread = count;
      this.#parts.badge.hidden = !count;
      this.#parts.badge.textContent = count > 99 ? "99+" : count;
      this.#describe();
    }

    async open(view) {
      try {
        (await this.#panel()).open(view);
      } catch (error) {
        console.warn("Barodap:", error);
      }
    }

    close() {
      this.#loading?.then((panel) => panel.close(), () => {});
    }

    async ask(text) {
      await this.open("chat");
      this.#loading?.then((panel) => panel.ask(text), () => {});
    }

    /** Tells the page what happened, as a DOM event `barodap:<name>`. */
    tell(name, detail = {}) {
      this.dispatchEvent(new CustomEvent(`barodap:${name}`, { detail, bubbles: true, composed: true }));
    }

    // One attempt at a time; what failed is tried again at the next press, under a name that no browser has given up on.
    #panel() {
      const { button, failed } = this.#parts;
      if (!this.#loading) {
        button.setAttribute("aria-busy", "true");
        failed.hidden = true;
        this.attempts = (this.attempts ?? 0) + 1;
        const query = this.attempts > 1 ? `?attempt=${this.attempts}` : "";
        this.#loading = import(new URL(`static/widget/panel.js${query}`, base).href)
          .then(({ createPanel }) => createPanel(this))
          .catch((error) => {
            this.#loading = undefined;
            failed.hidden = false;
            failed.textContent = TEXTS[this.lang].failed;
            throw error;
          })
          .finally(() => button.removeAttribute("aria-busy"));
      }
      return this.#loading;
    }

    #describe() {
      const texts = TEXTS[this.lang];
      const label = this._open ? texts.close : texts.open;
      this.#parts.button.setAttribute("aria-label", this._unread ? `${label}, ${texts.unread(this._unread)}` : label);
    }
  }

  function build(root) {
    const svg = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
    const [button, badge, failed] = ["button", "span", "p"].map((tag) => document.createElement(tag));
    const [image, icon] = [svg("svg"), svg("path")];
    button.className = "launcher";
    button.type = "button";
    button.setAttribute("aria-haspopup", "dialog");
    image.setAttribute("viewBox", "0 0 24 24");
    image.setAttribute("aria-hidden", "true");
    image.append(icon);
    badge.className = "badge";
    badge.setAttribute("aria-hidden", "true");
    failed.className = "failed";
    failed.setAttribute("role", "alert");
    failed.hidden = true;
    button.append(image, badge);
    root.append(button, failed);
    return { button, icon, badge, failed };
  }

  // What widget/storage.js keeps, read here so that pages without a conversation fetch nothing.
  function kept(name) {
    try {
      return JSON.parse(localStorage.getItem(`barodap ${base} ${name}`));
    } catch {
      return null; // Blocked, so nothing is kept.
    }
  }

  function isUnsent() {
    try {
      return Object.keys(localStorage).some((key) => key.startsWith(`barodap ${base} unsent `));
    } catch {
      return false;
    }
  }

  customElements.define("barodap-chat", Chat);
  const element = new Promise((resolve) => {
    const place = () => {
      const found = document.querySelector("barodap-chat") ?? document.body.appendChild(document.createElement("barodap-chat"));
      resolve(found);
    };
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", place);
    else place();
  });

  window.Barodap = {
    open: (view) => element.then((chat) => chat.open(view)),
    close: () => element.then((chat) => chat.close()),
    ask: (text) => element.then((chat) => chat.ask(String(text))),
    /** Calls `listener` with the detail of each event; gives back what ends that. */
    on(name, listener) {
      if (!EVENTS.includes(name)) throw new TypeError(`Barodap.on: no such event: ${name} (${EVENTS.join(", ")})`);
      const heard = ({ detail }) => listener(detail);
      document.addEventListener(`barodap:${name}`, heard);
      return () => document.removeEventListener(`barodap:${name}`, heard);
    },
  };

  // Buttons of the page: <button data-barodap-ask="환불은 언제 되나요?">, <button data-barodap-open>.
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-barodap-ask], [data-barodap-open]");
    if (!pressed) return;
    event.preventDefault();
    const question = pressed.dataset.barodapAsk;
    if (question) window.Barodap.ask(question);
    else window.Barodap.open(pressed.dataset.barodapOpen || undefined);
  });
})();
