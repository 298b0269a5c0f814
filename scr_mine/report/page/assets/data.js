// What the page holds: reviews, tallies of marks, and whose passages are here.
const DATA = JSON.parse(document.getElementById("data").textContent);
const ALL = DATA.reviews.map((_, place) => place);
const THEME = new Map(DATA.themes.map((id, place) => [id, place]));
const COLUMNS_OF = ["scope", "board", "period", "kind", "nation", "year"];

/** The text of a passage, which stands once in this page, in the list by theme. */
function textOf(number) {
  return document.querySelector(`#p${number} blockquote`).textContent;
}

function citationOf(number) {
  return document.querySelector(`#p${number} cite`).textContent;
}

/** An element with a text and a class; texts are never read as HTML. */
function element(name, text = "", kind = "") {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function say(text) {
  document.getElementById("said").textContent = text;
}

function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
