// The panel: a dialog with the conversation and the search, and articles on top of both.
import { Api } from "./api.js";
import { createArticleView } from "./article-view.js";
import { createChatView } from "./chat-view.js";
import { Conversation } from "./conversation.js";
import { freeId, h, icon } from "./dom.js";
import { createMenu } from "./menu.js";
import { createSearchView } from "./search-view.js";
import { stringsIn } from "./strings.js";
import { createTabs } from "./tabs.js";
import { trapFocus } from "./focus.js";

const POPULAR = 4;
const SMALL = matchMedia("(max-width: 30rem), (max-height: 30rem)");

/** Made once for a page, in the shadow of `host`, which is told what happens. */
export async function createPanel(host) {
  await addStyles(host.shadowRoot);
  const strings = stringsIn(host.lang);
  const api = new Api(host.base);
  const conversation = new Conversation(api);
  let popular;
  const heading = h("h2", { id: freeId() }, host.dataset.title || strings.title);
  const close = h("button", { type: "button", class: "tool", "aria-label": strings.close, click: hide }, icon("close"));
  const menu = createMenu(strings, conversation);
  const chat = createChatView({
    strings,
    conversation,
    openArticle,
    greeting: host.dataset.greeting || strings.greeting,
    popular: new Promise((resolve) => (popular = resolve)),
  });
  const search = createSearchView({ strings, api, openArticle, ask });
  const article = createArticleView({ strings, api, language: host.lang, onBack: leaveArticle });
  const tabs = createTabs({ chat: [strings.chat, chat], search: [strings.search, search] });
  const dialog = h("dialog", { class: "panel", tabindex: "-1", "aria-labelledby": heading.id, lang: host.lang },
    h("header", {}, h("div", {}, heading, h("p", {}, strings.subtitle)), menu.element, close),
    tabs.element, article.element);
  let opener = null;
  article.element.hidden = true;
  host.shadowRoot.append(dialog);

  trapFocus(dialog);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    goBack();
  });
  // A gesture for "back" on a phone.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    goBack();
  });
  dialog.addEventListener("close", () => (host.isOpen = dialog.open));
  SMALL.addEventListener("change", () => dialog.open && show());
  visualViewport?.addEventListener("resize", fit);
  visualViewport?.addEventListener("scroll", fit);
  for (const name of ["message", "handover"]) conversation.addEventListener(name, ({ detail }) => host.tell(name, detail));
  conversation.addEventListener("unread", ({ detail }) => {
    host.unread = detail.count;
    host.tell("unread", detail);
  });
  conversation.addEventListener("change", read);
  document.addEventListener("visibilitychange", read);
  conversation.start();

  function read() {
    if (dialog.open && tabs.current === "chat" && !document.hidden) conversation.see();
  }

  function open(view) {
    if (!dialog.open) {
      opener = focused();
      show();
      host.isOpen = true;
      host.tell("open");
      api.get(`search?sort=views&per_page=${POPULAR}`).then(({ hits }) => popular(hits), () => popular([]));
      conversation.start();
    }
    if (view in tabs.views) {
      leaveArticle();
      tabs.choose(view);
    }
    chat.toEnd();
    if (matchMedia("(pointer: fine)").matches) tabs.focus();
    else dialog.focus();
    read();
  }

  // A whole screen is a modal dialog, a panel in a corner leaves the page usable.
  function show() {
    dialog.close();
    if (SMALL.matches) dialog.showModal();
    else dialog.show();
    fit();
  }

  function hide() {
    if (!dialog.open) return;
    dialog.close();
    host.tell("close");
    (opener?.isConnected ? opener : host.shadowRoot.querySelector(".launcher")).focus();
  }

  function ask(text) {
    leaveArticle();
    tabs.choose("chat");
    conversation.say(text);
    tabs.focus();
  }

  function goBack() {
    if (menu.isOpen) menu.close();
    else if (!article.element.hidden) article.goBack();
    else hide();
  }

  let card = null;
  function openArticle(source, from) {
    card = from;
    tabs.element.hidden = true;
    article.element.hidden = false;
    article.open(source);
  }

  function leaveArticle() {
    if (article.element.hidden) return;
    tabs.element.hidden = false;
    article.element.hidden = true;
    card?.focus();
  }

  // What a phone's keyboard leaves free. Only scripts can tell.
  function fit() {
    const { height, offsetTop } = visualViewport ?? { height: innerHeight, offsetTop: 0 };
    dialog.style.setProperty("--free-height", `${height}px`);
    dialog.style.setProperty("--free-top", `${offsetTop}px`);
  }

  return { open, close: hide, ask };
}

function focused() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element === document.body ? null : element;
}

async function addStyles(root) {
  const response = await fetch(new URL("panel.css", import.meta.url), { credentials: "omit", cache: "no-cache" });
  if (!response.ok) throw new Error(`panel.css: ${response.status}`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
