// Suggestions below the search box while a person types: a combobox with a list.
// Source: WAI-ARIA Authoring Practices, "Editable Combobox With List Autocomplete".
//
// The text in the box is the person's alone: nothing here ever writes it, as that would double or swallow the syllable
// which an input method is composing.
const WAIT_MS = 80;
const ANNOUNCE_MS = 700;
const PAUSE_MS = 30_000;
const SECOND_KEY_MS = 50;
const GROUPS = { completion: "검색어", article: "도움말", category: "카테고리" };

for (const form of document.querySelectorAll("[data-suggest]")) enhance(form);

function enhance(form) {
  const input = form.elements.q;
  const list = document.createElement("div");
  const said = document.createElement("div");
  let options = [];
  let active = -1;
  let asked = "";
  let request = null;
  let pausedUntil = 0;
  let waiting, announcing, arrow;

  list.className = "suggest";
  list.id = `${input.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "제안");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  form.append(list, said);
  // A combobox may be a text field but no search field, whose Escape key would also empty it.
  input.type = "text";
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) input.setAttribute(name, value);

  // Comes with every key of an input method too, before the syllable is finished.
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT_MS);
    choose(-1);
  });
  input.addEventListener("keydown", onKey);
  input.addEventListener("compositionend", () => arrow && setTimeout(takeArrow, SECOND_KEY_MS));
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  // A press on the list must not take the focus, or the list would be gone before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  // Back from a page that was chosen here.
  addEventListener("pageshow", ({ persisted }) => persisted && close());

  function onKey(event) {
    if (event.isComposing || event.keyCode === 229) {
      onComposingKey(event);
      return;
    }
    arrow = undefined;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) ask();
      else move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      options[active].click();
    } else if (event.key === "Escape" && !list.hidden) {
      close();
    } else {
      return;
    }
    event.preventDefault();
  }

  // These keys belong to the input method. Enter only ends the syllable. An arrow ends it as well, and most systems
  // then send the key once more; where they do not, the arrow is taken when the syllable has ended.
  function onComposingKey(event) {
    if (event.code === "Enter" || event.key === "Enter") event.preventDefault();
    if (event.code === "ArrowDown" || event.code === "ArrowUp") arrow = event.code;
  }

  function takeArrow() {
    if (arrow && !list.hidden) move(arrow === "ArrowDown" ? 1 : -1);
    arrow = undefined;
  }

  async function ask() {
    clearTimeout(waiting);
    const text = input.value.trim();
    if (text === asked && !list.hidden) return;
    request?.abort();
    asked = text;
    if (!text || performance.now() < pausedUntil) {
      close();
      return;
    }
    const mine = (request = new AbortController());
    try {
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q: text })}`;
      const response = await fetch(address, { signal: mine.signal });
      // Without an index there is nothing to suggest for a while; the search itself says so when it is used.
      if (response.status >= 500) pausedUntil = performance.now() + PAUSE_MS;
      const { suggestions } = response.ok ? await response.json() : { suggestions: [] };
      if (mine === request && !mine.signal.aborted) show(suggestions);
    } catch {
      // Asked anew meanwhile, or offline: searching works all the same, or says what is wrong.
      if (mine === request && !mine.signal.aborted) close();
    }
  }

  function show(suggestions) {
    if (document.activeElement !== input) return;
    const groups = Object.keys(GROUPS).map((kind) => group(kind, suggestions.filter((one) => one.kind === kind)));
    list.replaceChildren(...groups.filter(Boolean));
    list.scrollTop = 0;
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, number) => (option.id = `${list.id}-${number}`));
    choose(-1);
    expand(options.length > 0);
    announce(options.length ? `제안이 ${options.length}개 있어요. 위아래 화살표로 고를 수 있어요.` : "제안이 없어요.");
  }

  function group(kind, suggestions) {
    if (!suggestions.length) return null;
    const box = document.createElement("div");
    const heading = document.createElement("div");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", GROUPS[kind]);
    heading.className = "suggest-kind";
    heading.textContent = GROUPS[kind];
    heading.setAttribute("aria-hidden", "true");
    box.append(heading, ...suggestions.map(option));
    return box;
  }

  function option({ kind, text, html, url, breadcrumb }) {
    const link = document.createElement("a");
    const title = document.createElement("span");
    title.innerHTML = html; // escaped by the server, which only adds <mark>
    link.append(title);
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.tabIndex = -1;
    const crumbs = kind === "article" ? breadcrumb.slice(-2) : breadcrumb.slice(0, -1);
    if (crumbs.length) {
      const trail = document.createElement("small");
      trail.textContent = crumbs.join(" › ");
      link.append(trail);
    }
    link.href = kind === "completion" ? resultsOf(text) : pathOf(url);
    return link;
  }

  // With the filters that the form carries.
  function resultsOf(text) {
    const parameters = new URLSearchParams(new FormData(form));
    parameters.set("q", text);
    return `${form.action}?${parameters}`;
  }

  function move(step) {
    // From the last option on to none, where the typed text is what is searched, and round again.
    const places = options.length + 1;
    choose(((active + 1 + step + places) % places) - 1);
    options[active]?.scrollIntoView({ block: "nearest" });
  }

  function choose(number) {
    options[active]?.setAttribute("aria-selected", "false");
    active = number;
    options[active]?.setAttribute("aria-selected", "true");
    if (options[active]) input.setAttribute("aria-activedescendant", options[active].id);
    else input.removeAttribute("aria-activedescendant");
  }

  function expand(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
  }

  function close() {
    clearTimeout(waiting);
    request?.abort();
    asked = arrow = undefined;
    choose(-1);
    expand(false);
    announce("");
  }

  // Once typing pauses: a count at every key would drown what the keys say themselves.
  function announce(text) {
    clearTimeout(announcing);
    announcing = setTimeout(() => (said.textContent = text), text ? ANNOUNCE_MS : 0);
  }
}

// The public address may be another one than that of the page that is read.
function pathOf(url) {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
