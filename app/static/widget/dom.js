// Making elements. Text is only ever text: nothing here reads HTML.
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  close: "m6.5 6.5 11 11m0-11-11 11",
  back: "M14.5 5.5 8 12l6.5 6.5",
  next: "m9.5 5.5 6.5 6.5-6.5 6.5",
  send: "M12 19.5v-14m-5.5 5.5L12 5.5l5.5 5.5",
  menu: "M12 5.5h.01M12 12h.01M12 18.5h.01",
  search: "m16 16 4.5 4.5M4.5 11a6.5 6.5 0 1 0 13 0 6.5 6.5 0 0 0-13 0Z",
  page: "M7 3.5h7l4.5 4.5v10.5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-13a2 2 0 0 1 2-2ZM13.5 4v4.5H18M8.5 13h7m-7 3.5h5",
  up: "M7.5 11v9H4.5v-9Zm0 0 4-7.5a2.2 2.2 0 0 1 2.2 2.7L13 9.5h5a2 2 0 0 1 2 2.4l-1.3 6.5a2 2 0 0 1-2 1.6H7.5",
  down: "M16.5 13V4h3v9Zm0 0-4 7.5a2.2 2.2 0 0 1-2.2-2.7l.7-3.3H6a2 2 0 0 1-2-2.4l1.3-6.5a2 2 0 0 1 2-1.6h9.2",
  away: "M13.5 4.5h6v6m0-6-8 8M10 6H6.5a2 2 0 0 0-2 2v9.5a2 2 0 0 0 2 2H16a2 2 0 0 0 2-2V14",
};

let count = 0;

/** An id that is free within the panel. */
export const freeId = () => `b${++count}`;

/** An element. Of `properties`, functions listen, `true` is an empty attribute, and false and null are none. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const [image, path] = ["svg", "path"].map((tag) => document.createElementNS(SVG, tag));
  image.setAttribute("viewBox", "0 0 24 24");
  image.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  image.append(path);
  return image;
}
