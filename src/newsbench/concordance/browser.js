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
  const body = make("tbody");
  const columns = make("colgroup", {}, ...["4em", "10em", "", "", ""].map((width) => make("col", width ? { style: `width:${width}` } : {})));
  const lines = make("table", { class: "lines" }, columns, body);
  const close = make("button", { type: "button" }, "Close");
  const text = make("div", { class: "text", tabindex: "0" });
  const article = make("div", { class: "article", hidden: "" }, close, text);
  root.append(said, bar, fault, make("div", { class: "kwic" }, lines), article);
  el.append(root);

  function set(name, value) {
    model.set(name, value);
    model.save_changes();
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
    where.textContent = `${(first + 1).toLocaleString("en")} to ${(first + rows.length).toLocaleString("en")} of ${model.get("total").toLocaleString("en")}`;
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
  back.addEventListener("click", () => turn(-1));
  on.addEventListener("click", () => turn(1));
  close.addEventListener("click", () => open(0));
  order.addEventListener("change", () => set("order", order.value));
  for (const name of ["rows", "fault", "said"]) model.on(`change:${name}`, draw);
  model.on("change:article", show);
  draw();
  show();
}

export default { render };
