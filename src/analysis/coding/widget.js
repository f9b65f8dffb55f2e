// The coding widget: an article on the left, a row of the codebook's table on the right.
// What comes from a file or a person is only ever put into the page as text; nothing is loaded from anywhere.

const STYLE = `
.coding{--line:#d7dbe0;--soft:#5b6670;--mark:#fff3d1;--here:#0b5fa5;--wrong:#a32a00;display:grid;gap:14px;
 grid-template-columns:minmax(0,1.15fr) minmax(21rem,1fr);font:14px/1.5 system-ui,sans-serif;color:#1d242b;background:#fff;
 padding:10px;border:1px solid var(--line);border-radius:6px;outline:none}
.coding *{box-sizing:border-box}.coding header{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.coding header strong{font-size:15px}.coding .grow{flex:1}
.coding button{font:inherit;color:inherit;background:#fff;border:1px solid #aeb7c0;border-radius:4px;padding:3px 9px;cursor:pointer}
.coding button:hover{background:#f1f4f7}.coding button:disabled{opacity:.45;cursor:default}
.coding button.main{background:var(--here);border-color:var(--here);color:#fff}
.coding button[aria-checked=true],.coding button[aria-pressed=true]{background:#1d242b;border-color:#1d242b;color:#fff}
.coding :is(input,textarea,select){font:inherit;color:inherit;width:100%;border:1px solid #aeb7c0;border-radius:4px;padding:4px 6px;background:#fff}
.coding textarea{resize:vertical;min-height:2.2em}.coding :is(button,input,textarea,select,li):focus-visible{outline:2px solid var(--here);outline-offset:1px}
.coding .text{max-height:640px;overflow:auto;border:1px solid var(--line);border-radius:4px;padding:6px 4px;margin:0;list-style:none}
.coding .text li{display:grid;grid-template-columns:2.6em minmax(0,1fr);gap:8px;padding:5px 8px;border-left:4px solid transparent;cursor:pointer}
.coding .text li[aria-current=true]{border-left-color:var(--here);background:#eef5fb}
.coding .text .n{color:var(--soft);text-align:right;font-variant-numeric:tabular-nums}.coding .text .n b{display:block;color:#1d242b;background:var(--mark);border-radius:8px;text-align:center;font-size:12px;font-weight:600}
.coding .text p{margin:0;overflow-wrap:anywhere}.coding h3{font-size:16px;margin:0 0 2px}.coding .meta{color:var(--soft);margin:0 0 8px;overflow-wrap:anywhere}
.coding .field{margin-bottom:9px}.coding .field label,.coding .field .label{display:block;font-weight:600}
.coding .field .label small{color:var(--soft);font-weight:400}.coding .field .about{color:var(--soft);font-size:12.5px;display:block;overflow-wrap:anywhere}.coding .field .wrong{color:var(--wrong);font-size:13px;display:block;overflow-wrap:anywhere}
.coding .field.bad :is(input,textarea,select){border-color:var(--wrong)}.coding .choices{display:flex;flex-wrap:wrap;gap:5px}
.coding .choices small{opacity:.65;margin-left:5px}.coding .bar{display:flex;flex-wrap:wrap;gap:6px;margin:8px 0;align-items:center}
.coding .said{min-height:1.5em;color:var(--soft);overflow-wrap:anywhere}.coding .said.bad{color:var(--wrong)}.coding .said.good{color:#14653a}
.coding .rows{margin:4px 0 0;padding:0;list-style:none;max-height:230px;overflow:auto;border-top:1px solid var(--line)}
.coding .rows li{display:flex;gap:8px;align-items:baseline;padding:4px 2px;border-bottom:1px solid var(--line)}.coding .rows li span{flex:1;overflow-wrap:anywhere}
.coding .rows code{color:var(--soft);font-size:12px}.coding kbd{font:12px ui-monospace,monospace;border:1px solid var(--line);border-radius:3px;padding:0 4px;color:var(--soft)}
.coding details{color:var(--soft)}.coding .unsure{background:var(--mark);border-radius:3px;padding:0 4px}
@media(max-width:820px){.coding{grid-template-columns:minmax(0,1fr)}}
`;
const KEYS = [
  ["Ctrl+Enter", "save the row"], ["Alt+J, Alt+K", "next and previous paragraph"],
  ["Alt+PageDown, Alt+PageUp", "next and previous article"], ["1 to 9", "choose a value, where a choice has the focus"],
  ["Alt+U", "unsure"], ["Alt+N", "read, nothing to code in this article"], ["Alt+Z", "undo the last change"],
  ["Alt+Q", "take the words that are selected into the field used last"], ["Alt+R", "start the row afresh"],
];
const WAIT = 8000; // milliseconds after which a kernel that does not answer is said to be gone
const WORDS = 8; // of the article that may be taken into a cell

function made(tag, attributes = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, work] of Object.entries(value)) node.addEventListener(event, work);
    else if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...inside.filter((one) => one !== null && one !== undefined));
  return node;
}

function render({ model, el }) {
  let count = 0;
  const waiting = new Map();
  const ask = (verb, more = {}) => new Promise((done, gone) => {
    const number = ++count;
    const timer = setTimeout(() => { waiting.delete(number); gone(new Error("silent")); }, WAIT);
    waiting.set(number, (answer) => { clearTimeout(timer); done(answer); });
    model.send({ ask: number, verb, ...more });
  });
  const answered = (message) => {
    const work = waiting.get(message.answer);
    if (work) { waiting.delete(message.answer); work(message); }
  };
  model.on("msg:custom", answered);

  const shown = { place: 0, paragraph: 0, name: "", cells: {}, rows: [], tasks: [], columns: [], faults: {}, touched: new Set(), used: "" };
  const root = made("div", { className: "coding", tabIndex: -1 });
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab leaves the keys that are typed here alone
  root.append(made("style", { textContent: STYLE }));
  const head = made("header"), left = made("section", { ariaLabel: "Article" }), right = made("section", { ariaLabel: "Row" });
  const said = made("div", { className: "said", role: "status", ariaLive: "polite" });
  root.append(head, left, right);
  el.append(root);

  function tell(text, kind = "") { said.textContent = text; said.className = `said ${kind}`; }
  const lost = () => tell("The kernel does not answer. What you typed is kept in this browser: run the cell again.", "bad");

  // The draft: what is typed and not saved, kept by the browser until the kernel has it.
  const key = () => `coding:${shown.study}:${shown.table}:${shown.coder}`;
  function keep() {
    const empty = !Object.values(shown.cells).some(Boolean) && !shown.name;
    try {
      if (empty) localStorage.removeItem(key());
      else localStorage.setItem(key(), JSON.stringify({ place: shown.place, paragraph: shown.paragraph, name: shown.name, cells: shown.cells }));
    } catch { /* a browser that keeps nothing */ }
  }
  function kept() {
    try {
      const draft = JSON.parse(localStorage.getItem(key()) || "null");
      return draft && typeof draft.cells === "object" ? draft : null;
    } catch { return null; }
  }

  // The article

  async function read(place, paragraph = 1, typed = false) {
    const open = shown.columns.some((column) => column.name !== "paragraph" && shown.cells[column.name]);
    if (open && !typed && place !== shown.place) {
      drawHead();
      tell("Save the row, or start it afresh (Alt+R), before you leave the article.", "bad");
      return;
    }
    const answer = await ask("article", { place }).catch(lost);
    if (!answer || answer.wrong) { if (answer) tell(answer.wrong, "bad"); return; }
    Object.assign(shown, { place, paragraph, article: answer });
    if (hasParagraph() && !shown.name) shown.cells.paragraph = String(paragraph);
    drawHead(); drawArticle(); drawRow(); drawRows();
  }
  function drawHead() {
    const done = shown.tasks.filter((task) => task.read).length;
    const choose = made("select", { ariaLabel: "Article to code", style: "width:auto;max-width:26rem", on: { change: () => read(choose.selectedIndex) } },
      ...shown.tasks.map((task) => made("option", { textContent: `${task.read ? "✓ " : ""}${task.label}` })));
    choose.selectedIndex = shown.place;
    head.replaceChildren(
      made("strong", { textContent: `${shown.title}, coded by ${shown.coder}` }),
      made("span", { textContent: `${done} of ${shown.tasks.length} articles read` }), made("span", { className: "grow" }),
      made("button", { textContent: "‹", ariaLabel: "Previous article", disabled: !shown.place, on: { click: () => read(shown.place - 1) } }), choose,
      made("button", { textContent: "›", ariaLabel: "Next article", disabled: shown.place >= shown.tasks.length - 1, on: { click: () => read(shown.place + 1) } }));
  }
  function drawArticle() {
    const article = shown.article, counted = {};
    for (const row of shown.rows) if (row.place === shown.place && row.entry === "row") counted[row.cells.paragraph] = (counted[row.cells.paragraph] || 0) + 1;
    const lines = article.paragraphs.map((text, index) => {
      const number = index + 1, there = counted[number];
      return made("li", { tabIndex: -1, ariaCurrent: String(number === shown.paragraph), on: { click: () => stand(number) } },
        made("span", { className: "n" }, String(number), there ? made("b", { textContent: there, title: `${there} coded here` }) : null),
        made("p", { textContent: text === null ? "" : text }));
    });
    const list = made("ol", { className: "text", on: { mouseup: spanned } }, ...lines);
    const note = article.text ? "" : "The text is not here; paragraphs are given by their numbers.";
    left.replaceChildren(made("h3", { textContent: article.title }), made("p", { className: "meta", textContent: [article.meta, note].filter(Boolean).join(" ") }), list);
    lines[shown.paragraph - 1]?.scrollIntoView({ block: "nearest" });
  }
  function stand(number) {
    if (number < 1 || number > shown.article.paragraphs.length) return;
    shown.paragraph = number;
    if (hasParagraph()) { shown.cells.paragraph = String(number); keep(); check(); }
    [...left.querySelectorAll("li")].forEach((line, index) => line.setAttribute("aria-current", String(index + 1 === number)));
    left.querySelectorAll("li")[number - 1]?.scrollIntoView({ block: "nearest" });
    const field = right.querySelector("[data-column=paragraph] input");
    if (field) field.value = String(number);
  }
  const hasParagraph = () => shown.columns.some((column) => column.name === "paragraph");
  function spanned() {
    const chosen = document.getSelection(), line = chosen.anchorNode && chosen.anchorNode.parentElement?.closest(".coding li");
    if (!chosen.isCollapsed && line) stand([...left.querySelectorAll("li")].indexOf(line) + 1);
  }
  function take() {
    const words = String(document.getSelection()).trim().replace(/\s+/g, " ");
    const column = shown.columns.find((one) => one.name === shown.used && one.kind === "text");
    if (!words || !column) { tell("Select words of the article, after you have used a field for text.", "bad"); return; }
    if (words.split(" ").length > WORDS) { tell(`Not more than ${WORDS} words of the article go into a cell: say it in your own.`, "bad"); return; }
    const field = right.querySelector(`[data-column="${CSS.escape(column.name)}"] :is(input,textarea)`);
    field.value = field.value ? `${field.value} ${words}` : words;
    field.dispatchEvent(new Event("input"));
  }

  // The row

  let checking = 0;
  async function check() {
    const turn = ++checking;
    const answer = await ask("check", { place: shown.place, cells: shown.cells }).catch(() => null);
    if (!answer || turn !== checking) return;
    shown.faults = answer.faults || {};
    if (said.className === "said bad" && !Object.keys(shown.faults).length) tell("");
    for (const field of right.querySelectorAll(".field")) {
      const fault = shown.touched.has(field.dataset.column) ? shown.faults[field.dataset.column] : "";
      field.classList.toggle("bad", Boolean(fault));
      field.querySelector(".wrong").textContent = fault || "";
    }
  }
  function put(column, value) {
    shown.cells[column] = value;
    shown.touched.add(column);
    keep();
    check();
  }
  function drawRow() {
    const inside = right.contains(document.activeElement); // what has the focus goes: its keys stay with the widget
    if (hasParagraph() && !shown.cells.paragraph) shown.cells.paragraph = String(shown.paragraph);
    const fields = shown.columns.map((column) => {
      const about = made("span", { className: "about", textContent: column.about });
      const field = made("div", { className: "field" }, made("label", { className: "label", textContent: column.label, title: column.hint }, column.empty ? null : made("small", { textContent: " needed" })),
        control(column, about), about, made("span", { className: "wrong", role: "alert" }));
      field.dataset.column = column.name;
      field.addEventListener("focusin", () => { shown.used = column.name; });
      field.addEventListener("focusout", () => { shown.touched.add(column.name); check(); });
      return field;
    });
    const unsure = made("button", { textContent: "Unsure", title: "Alt+U", ariaPressed: String(shown.cells.unsure === "yes"), on: { click: toggle } });
    right.replaceChildren(...fields, made("div", { className: "bar" },
      made("button", { className: "main", textContent: shown.name ? `Save ${shown.name}` : "Save row", title: "Ctrl+Enter", on: { click: save } }), unsure,
      made("button", { textContent: "Afresh", title: "Alt+R", on: { click: afresh } }),
      made("button", { textContent: "Undo", title: "Alt+Z", on: { click: undo } }), made("span", { className: "grow" }),
      made("button", { textContent: "Nothing to code", title: "Alt+N: this article was read and has nothing to code", on: { click: nothing } })),
      said, list, made("details", {}, made("summary", { textContent: "Keys" }),
        ...KEYS.map(([keys, what]) => made("div", {}, made("kbd", { textContent: keys }), ` ${what}`))));
    if (inside) root.focus({ preventScroll: true });
    check();
  }
  const list = made("ul", { className: "rows" });
  function control(column, about) {
    const value = shown.cells[column.name] || "";
    if (column.kind === "choice") return choices(column, value, about);
    if (column.kind === "date") return dated(column, value, about);
    const long = column.kind === "text" && column.long;
    const field = made(long ? "textarea" : "input", { value, ariaLabel: column.label, on: { input: () => put(column.name, field.value) } });
    if (long) field.rows = 2;
    if (!column.known.length) return field;
    const id = `known-${shown.study}-${column.name}-${Math.random().toString(36).slice(2)}`;
    field.setAttribute("list", id);
    return made("div", {}, field, made("datalist", { id }, ...column.known.map(([one, name]) => made("option", { value: one, label: name }))));
  }
  function choices(column, value, about) {
    const many = column.list, parts = () => (shown.cells[column.name] || "").split(column.delimiter).filter(Boolean);
    const group = made("div", { className: "choices", role: many ? "group" : "radiogroup", ariaLabel: column.label });
    const buttons = column.codes.map((code, index) => made("button", { type: "button", role: many ? "checkbox" : "radio", title: code.about, on: {
      click: () => choose(code.value), focus: () => { about.textContent = code.about; }, blur: () => { about.textContent = column.about; },
      mouseenter: () => { about.textContent = code.about; }, mouseleave: () => { about.textContent = column.about; } } },
      code.label, index < 9 ? made("small", { textContent: index + 1 }) : null));
    const mark = () => { const now = parts(); buttons.forEach((button, index) => button.setAttribute("aria-checked", String(now.includes(column.codes[index].value)))); };
    function choose(one) {
      const now = parts();
      if (many) put(column.name, column.codes.map((code) => code.value).filter((code) => (code === one) !== now.includes(code)).join(column.delimiter));
      else put(column.name, now.includes(one) && column.empty ? "" : one);
      mark();
    }
    group.addEventListener("keydown", (event) => {
      const index = Number(event.key) - 1;
      if (!event.altKey && !event.ctrlKey && index >= 0 && column.codes[index]) { event.preventDefault(); buttons[index].focus(); choose(column.codes[index].value); }
    });
    group.append(...buttons);
    mark();
    return group;
  }
  function dated(column, value, about) {
    const field = made("input", { value, ariaLabel: column.label, placeholder: "2020-09-08, 2020-09, 2020-09-12/2020-09-18, 2020~" });
    const help = made("span", { className: "choices" });
    async function look() {
      const answer = await ask("date", { text: field.value }).catch(() => null);
      if (!answer) return;
      about.textContent = answer.words ? `${field.value}: ${answer.words}` : column.about;
      help.replaceChildren(...(answer.meant || []).map((day) => made("button", { type: "button", textContent: `${day[0]} (${day[1]})`, on: { click: () => set(day[0]) } })));
    }
    function set(text) { field.value = text; put(column.name, text); look(); }
    field.addEventListener("input", () => { put(column.name, field.value); look(); });
    if (value) look();
    return made("div", {}, field, help);
  }
  function toggle() {
    put("unsure", shown.cells.unsure === "yes" ? "" : "yes");
    right.querySelector("[aria-pressed]")?.setAttribute("aria-pressed", String(shown.cells.unsure === "yes"));
  }
  function afresh() {
    Object.assign(shown, { name: "", cells: {}, faults: {}, touched: new Set() });
    keep(); drawRow(); tell("");
  }
  async function done(work, good) {
    const answer = await work.catch(lost);
    if (!answer) return false;
    if (answer.faults) {
      shown.columns.forEach((column) => shown.touched.add(column.name));
      await check();
      tell("Not saved. What is wrong stands below each field.", "bad");
      right.querySelector(".field.bad :is(input,textarea,select,button)")?.focus();
      return false;
    }
    if (answer.wrong) { tell(answer.wrong, "bad"); return false; }
    Object.assign(shown, { rows: answer.rows, tasks: answer.tasks });
    drawHead(); drawArticle(); drawRows();
    tell(good(answer), "good");
    return true;
  }
  async function save() {
    const place = { article: shown.place, paragraph: shown.paragraph };
    if (await done(ask("save", { place: shown.place, cells: shown.cells, name: shown.name }), (answer) => `${answer.name} is saved.`)) {
      Object.assign(shown, { name: "", cells: {}, faults: {}, touched: new Set() });
      keep(); shown.paragraph = place.paragraph; drawRow();
      right.querySelector(".field:not([data-column=paragraph]) :is(input,textarea,button)")?.focus({ preventScroll: true });
    }
  }
  const nothing = () => done(ask("nothing", { place: shown.place }), () => "Noted: read, nothing to code in this article.");
  async function undo() { if (await done(ask("undo"), (answer) => answer.name ? `Undone: ${answer.name}.` : "There is nothing to undo.")) drawRow(); }
  function drawRows() {
    const own = shown.rows.filter((row) => row.place === shown.place);
    list.replaceChildren(...own.map((row) => made("li", {},
      made("span", {}, made("code", { textContent: row.name }), ` ${row.entry === "nothing" ? "read, nothing to code" : row.says} `, row.unsure ? made("span", { className: "unsure", textContent: "unsure" }) : null),
      row.entry === "row" ? made("button", { textContent: "Change", ariaLabel: `Change ${row.name}`, on: { click: () => change(row) } }) : null,
      made("button", { textContent: "Remove", ariaLabel: `Remove ${row.name}`, on: { click: () => done(ask("remove", { name: row.name }), () => `${row.name} is removed; Undo brings it back.`) } }))));
  }
  function change(row) {
    Object.assign(shown, { name: row.name, cells: { ...row.cells }, touched: new Set(), paragraph: Number(row.cells.paragraph) || 1 });
    keep(); drawArticle(); drawRow(); tell(`Changing ${row.name}.`);
  }

  root.addEventListener("keydown", (event) => {
    const keys = { KeyJ: () => stand(shown.paragraph + 1), KeyK: () => stand(shown.paragraph - 1), KeyU: toggle, KeyN: nothing, KeyZ: undo, KeyQ: take, KeyR: afresh,
      PageDown: () => shown.place < shown.tasks.length - 1 && read(shown.place + 1), PageUp: () => shown.place && read(shown.place - 1) };
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); save(); }
    else if (event.altKey && keys[event.code]) { event.preventDefault(); keys[event.code](); }
    event.stopPropagation();
  });

  (async () => {
    left.replaceChildren(said);
    tell("Opening.");
    const answer = await ask("open").catch(lost);
    if (!answer) return;
    if (answer.wrong) { tell(answer.wrong, "bad"); return; }
    Object.assign(shown, answer);
    if (!shown.tasks.length) { tell(`There is nothing to code for ${shown.coder}.`); return; }
    const draft = kept();
    const fresh = draft && draft.place < shown.tasks.length && !(await ask("known", { place: draft.place, cells: draft.cells, name: draft.name }).catch(() => ({}))).known;
    if (fresh) Object.assign(shown, { cells: draft.cells, name: shown.rows.some((row) => row.name === draft.name) ? draft.name : "" });
    tell("");
    await read(fresh ? draft.place : answer.at, fresh ? draft.paragraph || 1 : 1, true);
    if (fresh) tell("What you had typed and not saved is here again.", "good");
    else keep();
  })();
  return () => model.off("msg:custom", answered);
}

export default { render };
