// An article inside the panel. Its links to other articles open here as well.
import { button, fromHtml, h, icon } from "./dom.js";

export function createArticleView({ strings, api, language, onBack }) {
  const away = h("a", { class: "button plain", target: "_blank", rel: "noopener" }, strings.newWindow, icon("away"));
  const trail = h("p", { class: "trail" });
  const title = h("h2", { tabindex: "-1" });
  const day = h("p", { class: "trail" });
  const body = h("div", { class: "prose" });
  const reader = h("div", { class: "reader", tabindex: "0", role: "region", "aria-label": strings.article }, trail, title, day, body);
  const element = h("div", { class: "article", hidden: true }, h("div", { class: "bar" }, button("button plain", goBack, icon("back"), strings.back), away), reader);
  let read = [];

  /** Show the article that `source` names by id, title, url and breadcrumb, on top of those read before it. */
  async function show(source) {
    read.push(source);
    head(source);
    day.textContent = "";
    body.replaceChildren(strings.loading);
    reader.scrollTop = 0;
    title.focus();
    const article = await api.ask(`articles/${encodeURIComponent(source.id)}`).catch(() => null);
    if (read.at(-1) !== source) return;
    if (!article) return void body.replaceChildren(strings.gone);
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
