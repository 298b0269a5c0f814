// Tables under the keys: arrows move between figures, families fold, filters recount.

/** One stop for the tab key in each table; arrows, Home and End move from there. */
function asGrid(table) {
  const links = table.querySelectorAll("tbody a");
  if (links.length < 2) return;
  table.setAttribute("role", "grid");
  links.forEach((link, place) => { link.tabIndex = place ? -1 : 0; });
}

function moveInGrid(event) {
  const table = event.target.closest("table[role=grid]");
  const cell = event.target.closest("td");
  if (!table || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
  const link = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1, Home: 0, End: 0 }[event.key];
  if (link === undefined) return;
  const vertical = event.key === "ArrowUp" || event.key === "ArrowDown";
  const line = vertical ? columnLinks(table, cell.cellIndex) : rowLinks(cell.parentElement);
  const at = line.indexOf(event.target);
  const to = event.key === "Home" ? 0 : event.key === "End" ? line.length - 1 : at + link;
  event.preventDefault();
  if (line[to]) focusInGrid(table, line[to]);
}

function focusInGrid(table, link) {
  table.querySelectorAll("tbody a[tabindex='0']").forEach((other) => { other.tabIndex = -1; });
  link.tabIndex = 0;
  link.focus();
}

function rowLinks(row) {
  return [...row.querySelectorAll("td:not([hidden]) a")];
}

function columnLinks(table, index) {
  const rows = [...table.querySelectorAll("tr[data-row]:not([hidden])")];
  return rows.map((row) => row.cells[index].querySelector("a")).filter(Boolean);
}

/** The heading of a family becomes a button that folds its rows. */
function foldable(body) {
  const head = body.querySelector("tr.group th > span");
  if (!head) return;
  const button = element("button", head.textContent);
  button.type = "button";
  button.setAttribute("aria-expanded", "true");
  button.addEventListener("click", () => fold(body, button.getAttribute("aria-expanded") === "true"));
  head.replaceWith(button);
}

function fold(body, folded) {
  const button = body.querySelector("tr.group button");
  if (!button) return;
  button.setAttribute("aria-expanded", String(!folded));
  for (const row of body.querySelectorAll("tr[data-row]")) row.hidden = folded;
}

/** Write the figures of the chosen reviews and roles into a table of themes. */
function recountTable(table, chosen) {
  const { by } = table.dataset;
  const heads = [...table.tHead.rows[0].cells];
  const columns = heads.map((head) => (head.dataset.col === undefined || head.dataset.col === "verdict"
    ? null : ofColumn(by, head.dataset.col, chosen)));
  heads.forEach((head, index) => { head.hidden = Boolean(columns[index]) && gone(columns[index], chosen); });
  for (const row of table.querySelectorAll("tr[data-row]")) {
    const found = presence(THEME.get(row.dataset.row), chosen);
    columns.forEach((column, index) => {
      if (!column) return;
      row.cells[index].hidden = heads[index].hidden;
      if (!heads[index].hidden) writeCell(row.cells[index], column, found, row.dataset.row);
    });
  }
  const shown = heads.filter((head) => !head.hidden).length;
  for (const head of table.querySelectorAll("tr.group th")) head.colSpan = shown;
  asGrid(table);
}

/** A column of which no review, or whose role, is not chosen. */
function gone(column, chosen) {
  return !column.reviews.length || (column.role !== undefined && !chosen.roles.includes(column.role));
}

function writeCell(cell, column, found, theme) {
  const [text, kind, opens] = column.one ? ofOneReview(column, found) : ofGroup(column, found);
  cell.className = kind;
  if (!opens) {
    cell.textContent = text;
    return;
  }
  const link = element("a", text);
  link.href = `#t-${theme}`;
  cell.replaceChildren(link);
}

function ofOneReview({ reviews }, { marks, present }) {
  const here = marks.get(reviews[0]);
  if (!here) return ["0", "m-passages none", false];
  return present.has(reviews[0])
    ? [`● ${here.number}`, "m-passages here", true]
    : [`(${here.number})`, "m-passages weak", true];
}

function ofGroup({ reviews, role }, { marks, present }) {
  const having = reviews.filter((r) => present.has(r) && (role === undefined || marks.get(r).roles.has(role)));
  return [reviewsInWords(having.length, reviews.length), "m-reviews", having.length > 0];
}
