// Choosing reviews: every figure of the view is counted anew by the same rule.
const FIELDS = ["board", "period", "kind", "scope", "nation"];
const choices = new Map(); // by view, what is chosen

/** What is chosen for a table, if it is one that filters recount. */
function choiceOf(table) {
  return table.closest(".part").id === table.dataset.view ? choices.get(table.dataset.view) : null;
}

function chosenIn(form) {
  const value = (name) => (form.elements.namedItem(name) || { value: "" }).value;
  const [from, to] = [Number(value("from")), Number(value("to"))];
  const meets = (review) => FIELDS.every((field) => !value(field) || review[field] === value(field)) &&
    (!from || (review.year && review.year >= from)) && (!to || (review.year && review.year <= to));
  const ticked = [...form.querySelectorAll("input[name=role]:checked")].map((box) => DATA.roles.indexOf(box.value));
  return {
    view: form.dataset.view,
    reviews: ALL.filter((place) => meets(DATA.reviews[place])),
    roles: DATA.views[form.dataset.view].filter((role) => ticked.includes(role)),
  };
}

function applyFilter(form) {
  const chosen = chosenIn(form);
  const { view, reviews, roles } = chosen;
  const nothing = !reviews.length || !roles.length;
  const whole = reviews.length === ALL.length && roles.length === DATA.views[view].length;
  choices.set(view, chosen);
  const part = form.closest(".part");
  for (const table of part.querySelectorAll("table[data-by]")) {
    table.closest(".wide").hidden = nothing;
    if (!nothing) recountTable(table, chosen);
  }
  order(part, nothing ? "" : form.elements.namedItem("order").value);
  const state = document.getElementById(`${view}-state`);
  state.classList.toggle("nothing", nothing);
  state.textContent = whole ? "" : nothing ? nothingLeft(roles) : inWords(reviews, roles);
}

function nothingLeft(roles) {
  return roles.length
    ? "No review here meets all these conditions together; drop one of them."
    : "No role of passages is ticked; tick one.";
}

function inWords(reviews, roles) {
  const names = roles.map((role) => DATA.roleNames[role].toLowerCase()).join(", ");
  return `Counted anew for ${reviews.length} of ${ALL.length} reviews; roles: ${names}. ` +
    "The sentences under the tables are about all reviews and roles.";
}

/** Order the themes of the tables; by anything but family they stand in one list. */
function order(part, by) {
  for (const table of part.querySelectorAll("table[data-by]")) {
    const rows = [...table.querySelectorAll("tr[data-row]")];
    rows.forEach((row, place) => {
      if (row.dataset.place === undefined) row.dataset.place = place;
      row.family = row.family || row.parentElement;
      if (by) row.hidden = false;
    });
    for (const head of table.querySelectorAll("tr.group")) head.hidden = Boolean(by);
    rows.sort(by ? comparing(by, table) : (a, b) => a.dataset.place - b.dataset.place);
    const first = table.tBodies[0];
    for (const row of rows) (by ? first : row.family).append(row);
    if (!by) for (const body of table.tBodies) fold(body, isFolded(body));
    asGrid(table);
  }
}

function isFolded(body) {
  const button = body.querySelector("tr.group button");
  return Boolean(button) && button.getAttribute("aria-expanded") === "false";
}

function comparing(by, table) {
  const total = [...table.tHead.rows[0].cells].findIndex((head) => head.dataset.col === "reviews");
  const number = (row) => parseInt(row.cells[total].textContent, 10) || 0;
  const name = (a, b) => a.cells[0].textContent.localeCompare(b.cells[0].textContent, "en");
  if (by === "name") return name;
  return (a, b) => (by === "most" ? number(b) - number(a) : number(a) - number(b)) || name(a, b);
}

function startFilters() {
  if (matchMedia("(max-width: 600px)").matches) {
    for (const choose of document.querySelectorAll("details.choose")) choose.open = false;
  }
  for (const form of document.querySelectorAll("form.filters")) {
    form.addEventListener("change", () => applyFilter(form));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => applyFilter(form)));
    form.querySelector(".fold-all").addEventListener("click", (event) => {
      const folded = event.target.getAttribute("aria-pressed") !== "true";
      event.target.setAttribute("aria-pressed", String(folded));
      for (const body of form.closest(".part").querySelectorAll("tbody")) fold(body, folded);
    });
  }
}
