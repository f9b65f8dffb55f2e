// A concordance in pages. The kernel holds the lines; this draws the page that it sends and says what was clicked.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function render({ model, el }) {
  const root = make("div", { class: "concordance" });
  const said = make("div", { class: "said" });
  const fault = make("div", { class: "fault", role: "alert" });
  const where = make("span", { class: "where", "aria-live": "polite" });
  const back = make("button", { type: "button" }, "Previous");
  const on = make("button", { type: "button" }, "Next");
  const order = make("select", { "aria-label": "Sort lines by" });
  for (const key of model.get("orders")) order.append(make("option", { value: key }, key || "order of the corpus"));
  const bar = make("div", { class: "bar" }, make("label", {}, "Sort by ", order), back, where, on);
  const only = make("div", { class: "bar" });
  for (const [fact, values] of Object.entries(model.get("choices"))) {
    const list = make("datalist", { id: `${fact}-${Math.random().toString(36).slice(2)}` }, ...values.map((value) => make("option", { value })));
    const field = make("input", { list: list.id, "data-fact": fact, size: "16", placeholder: fact === "date" ? "2020-12/2021-01" : "any" });
    field.addEventListener("change", () => filter(fact, field.value));
    field.addEventListener("keydown", (event) => event.stopPropagation());
    only.append(make("label", {}, `${fact} `, field), list);
  }
  const by = make("select", { "aria-label": "Count lines by" });
  for (const key of model.get("groups")) by.append(make("option", { value: key }, key || "nothing"));
  const all = make("button", { type: "button" }, "All lines");
  only.append(all, make("label", {}, "Count by ", by));
  const name = make("input", { size: "16", placeholder: "name-of-report", "aria-label": "Name of the report" });
  const save = make("button", { type: "button", title: "Query, filters and counts are saved, no line of text" }, "Save report");
  const told = make("div", { class: "told", role: "status" });
  if (model.get("reports")) bar.append(make("span", { class: "save" }, name, save));
  const counts = make("table", { class: "counts" });
  const body = make("tbody");
  const columns = make("colgroup", {}, ...["4em", "16em", "", "", ""].map((width) => make("col", width ? { style: `width:${width}` } : {})));
  const lines = make("table", { class: "lines" }, columns, body);
  const close = make("button", { type: "button" }, "Close");
  const text = make("div", { class: "text", tabindex: "0" });
  const article = make("div", { class: "article", hidden: "" }, close, text);
  root.append(said, only, bar, fault, told, counts, make("div", { class: "kwic" }, lines), article);
  el.append(root);

  function set(name, value) {
    model.set(name, value);
    model.save_changes();
  }
  function filter(fact, value) {
    set("filters", { ...model.get("filters"), [fact]: value });
  }
  function count() {
    const rows = model.get("counted");
    const names = Object.keys(rows[0] || {});
    const fact = { outlet: "outlet", article: "article", year: "date", month: "date" }[names[0]];
    counts.replaceChildren(
      ...(rows.length ? [make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name.replaceAll("_", " "))))] : []),
      ...rows.map((row) => {
        const cells = names.map((name) => make("td", {}, row[name] ?? ""));
        if (fact && row[names[0]] && row.hits) {
          const link = make("button", { type: "button", title: "Show only these lines" }, row[names[0]]);
          link.addEventListener("click", () => filter(fact, row[names[0]]));
          cells[0].replaceChildren(link);
        }
        return make("tr", {}, ...cells);
      }),
    );
  }
  function fill() {
    for (const field of only.querySelectorAll("input")) field.value = model.get("filters")[field.dataset.fact] || "";
  }
  function turn(step) {
    const size = model.get("size");
    const last = Math.max(0, Math.floor((model.get("total") - 1) / size) * size);
    set("first", Math.min(last, Math.max(0, model.get("first") + step * size)));
  }
  function open(number) {
    set("opened", number);
  }
  function draw() {
    said.textContent = model.get("said");
    fault.textContent = model.get("fault");
    told.textContent = model.get("told");
    const rows = model.get("rows");
    const longest = Math.max(4, ...rows.map((row) => [...row.node].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0)));
    columns.children[3].style.width = `${Math.min(longest + 2, 40) * 0.62}em`;
    body.replaceChildren(
      ...rows.map((row) => {
        const number = Number(row.line);
        const from = [row.outlet, row.date].filter(Boolean).join(" · ") || row.article;
        const line = make(
          "tr",
          { tabindex: "0", "data-line": row.line, "aria-selected": String(number === model.get("opened")), title: `${row.article}, paragraph ${row.paragraph}: open` },
          make("td", { class: "from" }, row.line),
          make("td", { class: "from" }, from),
          make("td", { class: "left" }, make("bdi", {}, row.left)),
          make("td", { class: "node" }, row.node),
          make("td", { class: "right" }, row.right),
        );
        line.addEventListener("click", () => open(number));
        line.addEventListener("keydown", (event) => {
          if (event.key === "Enter") open(number);
          const next = { ArrowDown: line.nextSibling, ArrowUp: line.previousSibling }[event.key];
          if (next) { event.preventDefault(); next.focus(); }
          if (["Enter", "ArrowDown", "ArrowUp"].includes(event.key)) event.stopPropagation();
        });
        return line;
      }),
    );
    const first = model.get("first");
    where.textContent = !rows.length ? "no line" : `${(first + 1).toLocaleString("en")} to ${(first + rows.length).toLocaleString("en")} of ${model.get("total").toLocaleString("en")}`;
    back.disabled = first === 0;
    on.disabled = first + rows.length >= model.get("total");
  }
  function show() {
    const html = model.get("article");
    article.hidden = !html;
    text.innerHTML = html; // made by the kernel, every text in it escaped
    const at = text.querySelector("tr.at");
    if (at) {
      const lit = at.querySelector("mark") || at;
      text.scrollTop = lit.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
    }
    for (const line of body.children) line.setAttribute("aria-selected", String(Number(line.dataset.line) === model.get("opened")));
  }
  name.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") save.click();
  });
  save.addEventListener("click", () => model.send({ report: name.value }));
  back.addEventListener("click", () => turn(-1));
  on.addEventListener("click", () => turn(1));
  close.addEventListener("click", () => open(0));
  order.addEventListener("change", () => set("order", order.value));
  by.addEventListener("change", () => set("by", by.value));
  all.addEventListener("click", () => set("filters", {}));
  model.on("change:filters", fill);
  model.on("change:counted", count);
  for (const trait of ["rows", "fault", "said", "total", "told"]) model.on(`change:${trait}`, draw);
  model.on("change:article", show);
  draw();
  fill();
  count();
  show();
}

export default { render };
