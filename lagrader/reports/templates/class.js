"use strict";
(() => {
  const behind = JSON.parse(document.getElementById("behind").textContent);
  const section = document.getElementById("learners");
  const rows = [...section.querySelectorAll("tbody tr")];
  const texts = rows.map((row) => row.cells[0].textContent.toLowerCase());
  const tools = section.querySelector(".tools");
  const field = section.querySelector("input");
  const told = section.querySelector("[aria-live]");
  const everybody = section.querySelector(".tools button");

  const chosen = () => {
    const hash = location.hash.startsWith("#who=") ? location.hash.slice(5) : "";
    try {
      return Object.hasOwn(behind, decodeURIComponent(hash)) ? behind[decodeURIComponent(hash)] : null;
    } catch {
      return null;
    }
  };

  const places = (steps) => {
    let place = -1;
    return new Set(steps.map((step) => (place += step)));
  };

  const show = () => {
    const who = chosen();
    const among = who && places(who[1]);
    const words = field.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, place) => {
      const fits = (!among || among.has(place)) && texts[place].includes(words);
      row.hidden = !fits;
      count += fits;
    });
    const all = rows.length.toLocaleString("en");
    told.textContent = `${count.toLocaleString("en")} of ${all} ${rows.length === 1 ? "learner" : "learners"}${who ? `: ${who[0]}` : ""}`;
    everybody.hidden = !who && !words;
  };

  const follow = () => {
    if (location.hash.startsWith("#l") && !location.hash.startsWith("#learners")) {
      field.value = "";
    }
    show();
    if (chosen()) {
      const title = section.querySelector("h2");
      title.scrollIntoView();
      title.focus({ preventScroll: true });
    }
  };

  const number = (text) => {
    const found = parseFloat(text.replaceAll(",", "").replace("−", "-"));
    return Number.isNaN(found) ? -Infinity : found;
  };
  const letters = new Intl.Collator("en", { numeric: true });

  const sort = (head) => {
    const table = head.closest("table");
    const place = head.cellIndex;
    const by_number = "number" in head.dataset;
    const before = head.getAttribute("aria-sort");
    const down = before ? before === "ascending" : by_number;
    const keyed = [...table.tBodies[0].rows].map((row) => {
      const text = row.cells[place].dataset.v ?? row.cells[place].textContent.trim();
      return [by_number ? number(text) : text, row];
    });
    const order = by_number ? ([a], [b]) => a - b || 0 : ([a], [b]) => letters.compare(a, b);
    keyed.sort((a, b) => (down ? order(b, a) : order(a, b)));
    table.tBodies[0].append(...keyed.map(([, row]) => row));
    table.querySelectorAll("[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  };

  for (const head of document.querySelectorAll("table.sorts thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head));
    head.append(button);
  }
  field.addEventListener("input", show);
  everybody.addEventListener("click", () => {
    field.value = "";
    history.replaceState(null, "", "#learners");
    show();
    field.focus();
  });
  addEventListener("hashchange", follow);
  tools.hidden = false;
  follow();
})();
