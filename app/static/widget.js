// Barodap's chat for any page: the button; all else is fetched when it is needed. See docs/widget.md.
(() => {
  if (window.Barodap) return;
  const { src, dataset } = document.currentScript;
  const base = new URL("..", src).href;
  const EVENTS = ["open", "close", "message", "handover", "unread"];
  const TEXTS = {
    ko: ["도움말 대화 열기", "도움말 대화 닫기", "읽지 않은 메시지", "열지 못했어요. 잠시 뒤에 다시 눌러 주세요."],
    en: ["Open help chat", "Close help chat", "unread messages:", "Could not open. Please press again in a moment."],
  };
  const CSS = `
    :host { all: initial; color-scheme: inherit; position: fixed; z-index: var(--barodap-z-index, 2147483000); --accent: var(--barodap-accent, light-dark(#0a6b5c, #62d3bd)); }
    :host([data-theme="light"]) { color-scheme: light; }
    :host([data-theme="dark"]) { color-scheme: dark; }
    .launcher, .failed {
      position: fixed; box-sizing: border-box; margin: 0;
      inset: auto calc(var(--barodap-offset-x, 20px) + env(safe-area-inset-right)) calc(var(--barodap-offset-y, 20px) + env(safe-area-inset-bottom)) auto;
    }
    :host([data-position="left"]) :is(.launcher, .failed) { inset-inline: calc(var(--barodap-offset-x, 20px) + env(safe-area-inset-left)) auto; }
    .launcher {
      width: 56px; height: 56px; padding: 13px; border: 1px solid transparent; border-radius: 50%; cursor: pointer;
      background: var(--accent); color: var(--barodap-on-accent, light-dark(#fff, #05251f)); box-shadow: 0 4px 20px rgb(0 0 0 / 24%);
    }
    .launcher:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    .launcher[aria-busy] path { opacity: 0.4; }
    .launcher path { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
    .launcher span { position: absolute; inset: -4px -4px auto auto; min-width: 22px; padding: 0 5px; border-radius: 11px; background: #c62f25; color: #fff; font: 700 12px/22px system-ui; }
    .failed { max-width: 280px; margin-bottom: 68px; padding: 10px 14px; border-radius: 12px; background: #15201c; color: #fff; font: 14px/1.5 system-ui; word-break: keep-all; }
    .launcher span:empty, .failed:empty, :host([data-launcher="hidden"]) .launcher { display: none; }
    @media print { :host { display: none; } }`;
  const OPEN = "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4A2.5 2.5 0 0 1 4 13.5ZM8.5 10h.01M12 10h.01M15.5 10h.01";
  const CLOSE = "m6.5 9.5 5.5 5.5 5.5-5.5";

  class Chat extends HTMLElement {
    base = base;
    #isOpen = false;
    #unread = 0;
    #attempts = 0;
    #panel;

    connectedCallback() {
      if (this.shadowRoot) return;
      for (const name in dataset) this.dataset[name] ??= dataset[name];
      this.lang = this.dataset.lang ?? (document.documentElement.lang.startsWith("en") ? "en" : "ko");
      this.texts = TEXTS[this.lang] ?? TEXTS.ko;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
      const make = (tag, parent, attributes, namespace = "http://www.w3.org/1999/xhtml") => {
        const element = parent.appendChild(document.createElementNS(namespace, tag));
        for (const name in attributes) element.setAttribute(name, attributes[name]);
        return element;
      };
      const svg = "http://www.w3.org/2000/svg";
      this.button = make("button", root, { class: "launcher", type: "button", "aria-haspopup": "dialog" });
      this.icon = make("path", make("svg", this.button, { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg), {}, svg);
      this.badge = make("span", this.button, { "aria-hidden": "true" });
      this.fault = make("p", root, { class: "failed", role: "alert" });
      this.button.addEventListener("click", () => (this.#isOpen ? this.close() : this.open()));
      const prefix = `barodap ${base} `;
      const all = kept();
      this.unread = all[`${prefix}unread`];
      if ("open" in this.dataset) this.open();
      // Someone may answer, or a message is still to be sent.
      else if (/waiting|agent/.test(all[`${prefix}status`]) || Object.keys(all).some((key) => key.startsWith(`${prefix}unsent `))) this.#load().catch(() => {});
    }

    set isOpen(isOpen) {
      this.#isOpen = isOpen;
      this.#describe();
    }

    set unread(count) {
      this.#unread = Number(count) || 0;
      this.#describe();
    }

    async open(view) {
      this.fault.textContent = "";
      try {
        (await this.#load()).open(view);
        return true;
      } catch (error) {
        console.warn("Barodap:", error);
        this.fault.textContent = this.texts[3];
        return false;
      }
    }

    close() {
      this.#panel?.then((panel) => panel.close());
    }

    async ask(text) {
      if (await this.open("chat")) (await this.#panel).ask(text);
    }

    tell(name, detail = {}) {
      if (name === "unread") this.unread = detail.count;
      this.dispatchEvent(new CustomEvent(`barodap:${name}`, { detail, bubbles: true }));
    }

    // Each attempt has a name of its own, as browsers may remember a failure.
    #load() {
      if (!this.#panel) {
        this.button.ariaBusy = "true";
        this.#panel = import(`${base}static/widget/panel.js?${this.#attempts++}`).then(({ createPanel }) => createPanel(this));
        this.#panel.catch(() => (this.#panel = undefined)).finally(() => (this.button.ariaBusy = null));
      }
      return this.#panel;
    }

    #describe() {
      const [open, close, unread] = this.texts;
      const label = this.#isOpen ? close : open;
      this.button.ariaExpanded = String(this.#isOpen);
      this.button.ariaLabel = this.#unread ? `${label}, ${unread} ${this.#unread}` : label;
      this.badge.textContent = this.#unread || "";
      this.icon.setAttribute("d", this.#isOpen ? CLOSE : OPEN);
    }
  }

  // What widget/storage.js keeps, read here so that pages without a conversation fetch nothing.
  function kept() {
    try {
      return { ...localStorage };
    } catch {
      return {}; // blocked
    }
  }

  customElements.define("barodap-chat", Chat);
  const chat = new Promise((resolve) => {
    const place = () => resolve(document.querySelector("barodap-chat") ?? document.body.appendChild(new Chat()));
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", place);
    else place();
  });

  window.Barodap = {
    open: async (view) => (await chat).open(view),
    close: async () => (await chat).close(),
    ask: async (text) => (await chat).ask(String(text)),
    /** Calls `listener` with the detail of each event; gives back what ends that. */
    on(name, listener) {
      if (!EVENTS.includes(name)) throw new TypeError(`Barodap.on: ${name} is none of ${EVENTS.join(", ")}`);
      const heard = ({ detail }) => listener(detail);
      document.addEventListener(`barodap:${name}`, heard);
      return () => document.removeEventListener(`barodap:${name}`, heard);
    },
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-barodap-ask], [data-barodap-open]");
    if (!pressed) return;
    event.preventDefault();
    const { barodapAsk, barodapOpen } = pressed.dataset;
    if (barodapAsk) window.Barodap.ask(barodapAsk);
    else window.Barodap.open(barodapOpen);
  });
})();
