// The panel: a dialog with the conversation and the search, and articles on top of both.
import { createArticleView, createSearchView } from "./articles.js";
import { createChatView } from "./chat-view.js";
import { Api } from "./connection.js";
import { Conversation } from "./conversation.js";
import { button, freeId, h, icon } from "./dom.js";
import { stringsIn } from "./strings.js";

const REACHED = "a[href], button, input, textarea, [tabindex='0']";
const SMALL = matchMedia("(max-width: 30rem), (max-height: 30rem)");

/** Made once for a page, in the shadow of `host`, which is told what happens. */
export async function createPanel(host) {
  await addStyles(host.shadowRoot);
  const { title, greeting } = host.dataset;
  const strings = stringsIn(host.lang);
  const api = new Api(host.base);
  const conversation = new Conversation(api);
  let showPopular, opener, card;
  const popular = new Promise((resolve) => (showPopular = resolve));
  const heading = h("h2", { id: freeId() }, title || strings.title);
  const remove = tool(strings.remove, "remove", erase);
  const chat = createChatView({ strings, conversation, openArticle, popular, greeting: greeting || strings.greeting });
  const search = createSearchView({ strings, api, openArticle, ask });
  const article = createArticleView({ strings, api, language: host.lang, onBack: leaveArticle });
  const tabs = createTabs({ chat: [strings.chat, chat], search: [strings.search, search] });
  const header = h("header", {}, h("div", {}, heading, h("p", {}, strings.subtitle)), remove, tool(strings.close, "close", close));
  const dialog = h("dialog", { class: "panel", tabindex: "-1", "aria-modal": "true", "aria-labelledby": heading.id, lang: host.lang }, header, tabs.element, article.element);
  host.shadowRoot.append(dialog);

  trapFocus(dialog);
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && goBack(event));
  dialog.addEventListener("cancel", goBack); // a phone's gesture
  dialog.addEventListener("close", () => (host.isOpen = dialog.open));
  SMALL.addEventListener("change", () => dialog.open && show());
  for (const name of ["resize", "scroll"]) visualViewport?.addEventListener(name, fit);
  for (const name of ["message", "handover", "unread"]) conversation.addEventListener(name, ({ detail }) => host.tell(name, detail));
  conversation.addEventListener("change", see);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) conversation.start();
    see();
  });
  conversation.start();

  function see() {
    remove.hidden = !conversation.session;
    if (dialog.open && tabs.current() === "chat" && !document.hidden) conversation.see();
  }

  function open(view) {
    if (!dialog.open) {
      opener = focused();
      show();
      host.isOpen = true;
      host.tell("open");
      if (!conversation.session) api.ask("search?sort=views&per_page=4").then(({ hits }) => showPopular(hits), () => {});
      conversation.start();
    }
    if (view === "chat" || view === "search") {
      leaveArticle();
      tabs.choose(view);
    }
    chat.toEnd();
    // On a phone the keyboard would cover what there is to read.
    if (matchMedia("(pointer: fine)").matches) tabs.focus();
    else dialog.focus();
    see();
  }

  // Modal to keys and screen readers at any size; in a corner it leaves the page to the mouse.
  function show() {
    dialog.close();
    if (SMALL.matches) dialog.showModal();
    else dialog.show();
    fit();
  }

  function close() {
    if (!dialog.open) return;
    dialog.close();
    host.tell("close");
    (opener?.isConnected ? opener : host.button).focus();
  }

  function ask(text) {
    leaveArticle();
    tabs.choose("chat");
    conversation.say(text);
    tabs.focus();
  }

  function goBack(event) {
    event.preventDefault();
    event.stopPropagation();
    if (article.element.hidden) close();
    else article.goBack();
  }

  function openArticle(source, from) {
    card = from;
    tabs.element.hidden = true;
    article.element.hidden = false;
    article.open(source);
  }

  function leaveArticle() {
    tabs.element.hidden = false;
    if (!article.element.hidden) card?.focus();
    article.element.hidden = true;
  }

  function erase() {
    if (confirm(strings.removeSure)) conversation.delete().then(() => tabs.focus(), () => alert(strings.notNow));
  }

  // What a phone's keyboard leaves free: only scripts can tell.
  function fit() {
    const { height, offsetTop } = visualViewport ?? { height: innerHeight, offsetTop: 0 };
    dialog.style.setProperty("--free-height", `${height}px`);
    dialog.style.setProperty("--free-top", `${offsetTop}px`);
  }

  return { open, close, ask };
}

// `views` are by name a label and what has an element and can take the focus.
// Source: WAI-ARIA Authoring Practices, "Tabs With Automatic Activation".
function createTabs(views) {
  const names = Object.keys(views);
  const tabs = {};
  const panels = {};
  for (const [name, [label, view]] of Object.entries(views)) {
    const [id, panelId] = [freeId(), freeId()];
    tabs[name] = h("button", { type: "button", role: "tab", id, "aria-controls": panelId, click: () => choose(name), keydown: onKey }, label);
    panels[name] = h("div", { role: "tabpanel", id: panelId, "aria-labelledby": id }, view.element);
  }
  const element = h("div", { class: "views" }, h("div", { class: "tabs", role: "tablist" }, Object.values(tabs)), Object.values(panels));
  let current;

  function choose(name) {
    current = name;
    for (const each of names) {
      tabs[each].ariaSelected = String(each === name);
      tabs[each].tabIndex = each === name ? 0 : -1;
      panels[each].hidden = each !== name;
    }
    views[name][1].onShow?.();
  }

  function onKey({ key }) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step) return;
    choose(names.at((names.indexOf(current) + step) % names.length));
    tabs[current].focus();
  }

  choose(names[0]);
  return { element, choose, current: () => current, focus: () => views[current][1].focus() };
}

// The Tab key stays within, at both ends.
function trapFocus(dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const all = [...dialog.querySelectorAll(REACHED)].filter((each) => each.tabIndex >= 0 && each.checkVisibility());
    const now = dialog.getRootNode().activeElement;
    const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    if (now !== from && now !== dialog) return;
    event.preventDefault();
    to.focus();
  });
}

function tool(label, name, click) {
  return Object.assign(button("tool", click, icon(name)), { ariaLabel: label, title: label });
}

function focused() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element === document.body ? null : element;
}

// A sheet that a script makes needs no permission of the page's policy.
async function addStyles(root) {
  const response = await fetch(new URL("panel.css", import.meta.url), { credentials: "omit", cache: "no-cache" });
  if (!response.ok) throw new Error(`panel.css: ${response.status}`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  root.adoptedStyleSheets.push(sheet);
}
