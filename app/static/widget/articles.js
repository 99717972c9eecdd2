// Articles: found with every pause in typing, and read inside the panel.
import { button, fromHtml, h, icon } from "./dom.js";

const WAIT_MS = 200;

export function createSearchView({ strings, api, openArticle, ask }) {
  const box = h("input", { type: "search", maxlength: "300", placeholder: strings.searchLabel, "aria-label": strings.searchLabel, enterkeyhint: "search", input: () => look(WAIT_MS) });
  const total = h("p", { class: "label", role: "status" });
  const list = h("ul");
  const form = h("form", { class: "search-box", role: "search", submit }, icon("search"), box);
  const element = h("div", { class: "search" }, form, h("div", { class: "found" }, total, list));
  let asked, waiting;

  function submit(event) {
    event.preventDefault();
    look(0);
  }

  function look(wait) {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const query = box.value.trim();
      if (query === asked) return;
      asked = query;
      const found = await api.ask(`search?per_page=10&sort=${query ? "relevance" : "views"}&${new URLSearchParams({ q: query })}`).catch(() => null);
      if (query === asked) show(query, found);
    }, wait);
  }

  function show(query, found) {
    if (!found) asked = undefined;
    const hits = found?.hits ?? [];
    total.textContent = !found ? strings.notNow : !query ? strings.popular : hits.length ? strings.found(found.total) : strings.nothing;
    list.replaceChildren(...hits.map((hit) => h("li", { lang: "ko" }, result(hit))));
    if (query) list.append(h("li", {}, button("button", () => ask(query), strings.askInstead)));
  }

  function result(hit) {
    return button("result", ({ currentTarget }) => openArticle(hit, currentTarget),
      h("b", {}, fromHtml(hit.title_html)), h("span", { class: "snippet" }, fromHtml(hit.snippet_html)), h("span", { class: "trail" }, hit.breadcrumb.slice(-2).join(" › ")));
  }

  return { element, focus: () => box.focus(), onShow: () => look(0) };
}

export function createArticleView({ strings, api, language, onBack }) {
  const away = h("a", { class: "button plain", target: "_blank", rel: "noopener" }, strings.newWindow, icon("away"));
  const trail = h("p", { class: "trail" });
  const title = h("h2", { tabindex: "-1" });
  const day = h("p", { class: "trail", lang: language });
  const body = h("div", { class: "prose" });
  const reader = h("div", { class: "reader", lang: "ko" }, trail, title, day, body);
  const element = h("div", { class: "article", hidden: true }, h("div", { class: "bar" }, button("button plain", goBack, icon("back"), strings.back), away), reader);
  let read = [];

  // `source` names it by id, title, url and breadcrumb. Links to other articles open on top of it.
  async function show(source) {
    read.push(source);
    head(source);
    day.textContent = "";
    body.replaceChildren();
    reader.scrollTop = 0;
    title.focus();
    const article = await api.ask(`articles/${encodeURIComponent(source.id)}`).catch(() => null);
    if (read.at(-1) !== source) return;
    if (!article) return void (day.textContent = strings.notNow);
    head(article);
    day.textContent = strings.updated(new Date(article.updated_at).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" }));
    body.replaceChildren(...fromHtml(article.body.html, article.url, inside));
  }

  function head(source) {
    title.textContent = source.title;
    trail.textContent = source.breadcrumb.join(" › ");
    away.href = source.url;
  }

  function inside(url) {
    const id = url.origin === new URL(away.href).origin && url.pathname.match(/\/articles\/([^/]+)/)?.[1];
    return id && ((event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show({ id: decodeURIComponent(id), title: event.currentTarget.textContent, url: url.href, breadcrumb: [] });
    });
  }

  function goBack() {
    read.pop();
    const before = read.pop();
    if (before) show(before);
    else onBack();
  }

  return {
    element,
    goBack,
    open(source) {
      read = [];
      show(source);
    },
  };
}
