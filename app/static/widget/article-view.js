// An article inside the panel. Its links to other articles open here as well.
import { h, icon } from "./dom.js";
import { fromHtml } from "./safe-html.js";

const ARTICLE = /\/articles\/([^/]+)/;

export function createArticleView({ strings, api, language, onBack }) {
  const back = h("button", { type: "button", class: "button plain", click: goBack }, icon("back"), strings.back);
  const away = h("a", { class: "button plain", target: "_blank", rel: "noopener" }, icon("away"), strings.newWindow);
  const trail = h("p", { class: "card-trail" });
  const title = h("h2", { tabindex: "-1" });
  const day = h("p", { class: "day" });
  const body = h("div", { class: "prose" });
  const reader = h("div", { class: "reader", tabindex: "0", role: "region", "aria-label": strings.sources }, trail, title, day, body);
  const element = h("div", { class: "article" }, h("div", { class: "bar" }, back, away), reader);
  let read = [];

  /** Show the article that `source` names by id, title, url and breadcrumb, on top of those read before it. */
  async function open(source) {
    read.push(source);
    title.textContent = source.title;
    trail.textContent = source.breadcrumb.join(" › ");
    away.href = source.url;
    day.textContent = "";
    body.replaceChildren(h("p", { class: "label" }, strings.loading));
    reader.scrollTop = 0;
    title.focus({ preventScroll: true });
    try {
      const article = await api.get(`articles/${encodeURIComponent(source.id)}`);
      if (read.at(-1) !== source) return;
      title.textContent = article.title;
      trail.textContent = article.breadcrumb.join(" › ");
      away.href = article.url;
      day.textContent = strings.updated(new Date(article.updated_at).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" }));
      body.replaceChildren(fromHtml(article.body.html, article.url, inside));
    } catch {
      if (read.at(-1) === source) body.replaceChildren(h("p", {}, strings.gone));
    }
  }

  function inside(url) {
    const id = url.href.startsWith(api.base) || url.origin === new URL(away.href).origin ? url.pathname.match(ARTICLE)?.[1] : null;
    if (!id) return null;
    return (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open({ id: decodeURIComponent(id), title: event.currentTarget.textContent, url: url.href, breadcrumb: [] });
    };
  }

  function goBack() {
    read.pop();
    const before = read.pop();
    if (before) open(before);
    else onBack();
  }

  return {
    element,
    goBack,
    open(source) {
      read = [];
      return open(source);
    },
  };
}
