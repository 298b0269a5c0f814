// From a figure to the passages behind it.

let passagesOf = null; // by theme, the numbers of its passages, strongest first

/** The surest first; of equally sure ones the one that was read first. */
function bySurety(a, b) {
  return b[0] - a[0] || DATA.read[a[1]] - DATA.read[b[1]];
}

function byTheme() {
  if (passagesOf) return passagesOf;
  const found = DATA.themes.map(() => []);
  DATA.passages.forEach((passage, number) => {
    for (const mark of passage.slice(2)) found[mark[0]].push([mark[1], number]);
  });
  passagesOf = found.map((list) => list.sort(bySurety).map((pair) => pair[1]));
  return passagesOf;
}

/** Passages of a theme in these reviews and roles, and how many there are in all. */
function ofTheme(theme, reviews, roles, chosen) {
  const inside = new Set(reviews);
  const passages = byTheme()[theme].filter(
    (n) => inside.has(DATA.passages[n][0]) && roles.includes(DATA.passages[n][1])
  );
  let total = 0;
  for (const [review, here] of marksOf(theme, chosen)) {
    if (!inside.has(review)) continue;
    for (const role of roles) total += here.roles.get(role) || 0;
  }
  return { passages, total, themes: [theme] };
}

function behindGroup(theme, by, column, chosen) {
  const { reviews, role, one } = ofColumn(by, column, chosen);
  const { present } = presence(theme, chosen);
  const shown = one ? reviews : reviews.filter((review) => present.has(review));
  return ofTheme(theme, shown, role === undefined ? chosen.roles : [role], chosen);
}

/** Of two themes: the surest passage of either in each review that has both. */
function behindPair(first, second, chosen, total) {
  const other = presence(second, chosen).present;
  const both = [...presence(first, chosen).present].filter((review) => other.has(review));
  const found = new Set();
  for (const theme of [first, second]) {
    const seen = new Set();
    for (const n of ofTheme(theme, both, chosen.roles, chosen).passages) {
      if (!seen.has(DATA.passages[n][0])) found.add(n);
      seen.add(DATA.passages[n][0]);
    }
  }
  return { passages: [...found], total, themes: [first, second] };
}

/** Recommendations on a theme, on none, or on any, in one column of a table of recommendations. */
function behindAsked(table, row, column, total) {
  const theme = THEME.get(row);
  const here = DATA.asked[table][column].filter((n) => {
    const marks = DATA.passages[n].slice(2);
    if (row === "any") return true;
    return row === "no-theme" ? !marks.length : marks.some((mark) => mark[0] === theme);
  });
  return { passages: here, total, themes: theme === undefined ? [] : [theme] };
}

function behindOne(theme, review, column, chosen) {
  if (column === "here") return ofTheme(theme, [review], chosen.roles, chosen);
  const national = ALL.filter((r) => r !== review && DATA.reviews[r].scope === "national");
  const { present } = presence(theme, chosen);
  return ofTheme(theme, national.filter((r) => present.has(r)), chosen.roles, chosen);
}

/** What a link in a table opens to: a title, the passages, and how many there are in all. */
function behind(link) {
  const cell = link.closest("td");
  const table = cell.closest("table");
  const head = table.tHead.rows[0].cells[cell.cellIndex];
  const row = cell.parentElement.dataset.row;
  const title = [cell.parentElement.cells[0].textContent, named(head)].join(": ");
  return { title, ...passagesBehind(table, row, head.dataset.col, Number(link.dataset.n)) };
}

/** A head without the small print. */
function named(head) {
  const copy = head.cloneNode(true);
  for (const small of copy.querySelectorAll("small")) small.remove();
  return copy.textContent.trim();
}

function passagesBehind(table, row, column, total) {
  const { by, view, table: id, review } = table.dataset;
  if (by === "asked") return behindAsked(id, row, column, total);
  if (by === "remedies") return behindAsked(id, "any", row, total);
  if (by === "listed") {
    const theme = THEME.get(row.split("/")[0]);
    return { passages: DATA.listed[row], total, themes: [theme] };
  }
  const chosen = choiceOf(table) || everything(view);
  if (by === "pairs") {
    const [first, second] = row.split("+").map((theme) => THEME.get(theme));
    if (column === "first") return behindPair(first, first, chosen, total);
    if (column === "second") return behindPair(second, second, chosen, total);
    return behindPair(first, second, chosen, total);
  }
  const theme = THEME.get(row);
  if (by === "together") return behindPair(theme, THEME.get(column), chosen, total);
  if (by === "one") return behindOne(theme, Number(review), column, chosen);
  return behindGroup(theme, by, column, chosen);
}
