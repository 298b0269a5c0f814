// One part of the report at a time, and what a click on a figure does.

function showPart(moved) {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)) || "summary");
  const part = target && target.closest(".part") ? target.closest(".part") : document.getElementById("summary");
  for (const other of document.querySelectorAll(".part")) other.classList.toggle("shown", other === part);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash !== `#${part.id}`) link.removeAttribute("aria-current");
    else {
      link.setAttribute("aria-current", "page");
      link.parentElement.parentElement.scrollLeft = link.offsetLeft - 60;
    }
  }
  prepare(part);
  if (!moved) return;
  part.querySelector("h2").focus({ preventScroll: true });
  if (target === part || !target) scrollTo(0, 0);
  else target.scrollIntoView();
}

/** Tables of a part are made ready for the keys when it is first shown. */
function prepare(part) {
  if (part.dataset.ready) return;
  part.dataset.ready = "yes";
  for (const table of part.querySelectorAll("table.facts")) asGrid(table);
  if (part.id === "passages" && part.querySelector("form")) runSearch();
  if (DATA.views[part.id]) for (const body of part.querySelectorAll("tbody")) foldable(body);
}

function onClick(event) {
  const link = event.target.closest("td a, a[data-review]");
  if (link && link.hash) {
    event.preventDefault();
    const table = link.closest("table[role=grid]");
    if (table) focusInGrid(table, link);
    openDrawer(link, link.dataset.review ? ofReview(Number(link.dataset.review)) : behind(link));
    return;
  }
  const copy = event.target.closest("button[data-copy]");
  if (copy) copyPassage(copy);
}

function startOne() {
  const select = document.getElementById("one");
  if (!select) return;
  const show = () => {
    for (const one of document.querySelectorAll(".one")) one.classList.toggle("shown", one.id === `one-${select.value}`);
  };
  select.addEventListener("change", show);
  show();
}

startDrawer();
startFilters();
startSearch();
startOne();
document.addEventListener("click", onClick);
document.addEventListener("keydown", moveInGrid);
addEventListener("hashchange", () => showPart(true));
showPart(false);
document.documentElement.dataset.ready = String(Math.round(performance.now()));
