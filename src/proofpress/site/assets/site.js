/* What scripts add to pages that read without them: sorting, finding, evidence behind marks, interactive figures.
   Texts reach the page through textContent only. */
(function () {
  "use strict";
  document.documentElement.classList.add("scripted");

  function make(tag, text, kind) {
    var node = document.createElement(tag);
    if (kind) { node.className = kind; }
    if (text !== undefined) { said(node, text); }
    return node;
  }
  /* Text into a node, its Chinese marked as Chinese. */
  function said(node, text) {
    String(text).split(/([\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2fa1f}\u{30000}-\u{323af}]+)/u).forEach(function (part, number) {
      if (!part) { return; }
      if (number % 2) {
        var span = document.createElement("span");
        span.lang = "zh-Hans";
        span.textContent = part;
        node.appendChild(span);
      } else {
        node.appendChild(document.createTextNode(part));
      }
    });
    return node;
  }
  function json(node) { return node ? JSON.parse(node.textContent) : null; }
  function folded(text) { return text.normalize("NFKC").toLowerCase().replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"'); }

  /* The list of sections is one line on a phone, until it is opened. */
  function contents() {
    var list = document.querySelector(".toc details");
    if (list) { list.open = window.matchMedia("(min-width: 64rem)").matches; }
  }

  /* Code: one switch opens all. */
  function codeSwitch() {
    var button = document.getElementById("code-switch");
    if (!button) { return; }
    button.addEventListener("click", function () {
      var open = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(open));
      button.textContent = open ? "Hide all code" : "Show all code";
      document.querySelectorAll("details.code").forEach(function (part) { part.open = open; });
    });
  }

  /* Tables: sorted by a click or Enter on a heading, searched where they are long. */
  function tables() {
    window.Tablesort.extend("number", function (item) { return /^[-\d.,%\s]+$/.test(item); }, function (a, b) {
      function value(text) { var number = parseFloat(text.replace(/[,%\s]/g, "")); return isNaN(number) ? -Infinity : number; }
      return value(b) - value(a);
    });
    document.querySelectorAll(".table table").forEach(function (table) {
      if (!table.tBodies.length || table.tBodies[0].rows.length < 2) { return; }
      window.Tablesort(table);
      /* Lines that move within a page are each looked at again by the browser: 50,000 took 38 s in their place, and take 2 s outside of it. */
      var place = document.createComment(""), focus;
      table.addEventListener("beforeSort", function () { focus = table.contains(document.activeElement) && document.activeElement; table.replaceWith(place); });
      table.addEventListener("afterSort", function () { place.replaceWith(table); if (focus) { focus.focus({ preventScroll: true }); } });
    });
    document.querySelectorAll(".table[data-search]").forEach(function (box) {
      var label = make("label", "Find in this table: ", "find"), input = make("input"), status = make("span", "", "soft");
      var lines = Array.from(box.querySelectorAll("tbody tr"));
      input.type = "search";
      status.setAttribute("role", "status");
      label.appendChild(input);
      box.insertBefore(label, box.firstChild);
      label.after(status);
      input.addEventListener("input", function () {
        var words = folded(input.value).split(/\s+/).filter(Boolean), left = 0;
        lines.forEach(function (line) {
          var text = folded(line.textContent);
          line.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
          left += line.hidden ? 0 : 1;
        });
        status.textContent = !words.length ? "" : left ? left + " of " + lines.length + " lines" : "No line has these words. Clear the field to see all " + lines.length + ".";
      });
    });
  }

  /* A table that goes on behind an edge says so: a shadow at the edge, and words below. */
  function edges() {
    document.querySelectorAll(".scroll").forEach(function (box) {
      var table = box.querySelector("table"), words = make("p", undefined, "scrolls");
      if (!table || !window.ResizeObserver) { return; }
      function look() {
        var across = box.scrollWidth - box.clientWidth, down = box.scrollHeight - box.clientHeight;
        box.classList.toggle("left", box.scrollLeft > 1);
        box.classList.toggle("right", across - box.scrollLeft > 1);
        box.classList.toggle("above", box.scrollTop > 1);
        box.classList.toggle("below", down - box.scrollTop > 1);
        return [across > 1, down > 1];
      }
      function measure() {
        var more = look(), count = Array.from(table.tBodies[0].rows).filter(function (line) { return !line.hidden; }).length;
        var said = count + (count === 1 ? " line" : " lines") + ", scroll " + (more[0] && more[1] ? "down and sideways" : more[1] ? "down" : "sideways");
        if (!more[0] && !more[1]) { words.remove(); return; }
        if (words.textContent !== said) { words.textContent = said; }
        if (!words.isConnected) { box.after(words); }
      }
      var watch = new ResizeObserver(measure);
      watch.observe(box);
      watch.observe(table);
      box.addEventListener("scroll", look, { passive: true });
    });
  }

  /* Evidence: the coded rows behind a mark or a line of a table. */
  var rows = {}, drawer, entered = false, leaving = false, open = [];
  function pair(list, term, value) {
    if (!value) { return; }
    var line = make("div");
    line.appendChild(make("dt", term));
    line.appendChild(make("dd", value));
    list.appendChild(line);
  }
  function enter() { history.pushState({ rows: open }, ""); entered = true; }
  function show(ids) {
    var body = document.getElementById("drawer-body"), known = ids.filter(function (id) { return Object.prototype.hasOwnProperty.call(rows, id); });
    if (!known.length) { return; }
    body.textContent = "";
    document.getElementById("drawer-title").textContent = known.length === 1 ? "The record behind this" : "The " + known.length + " records behind this";
    known.forEach(function (id) {
      var row = rows[id], item = make("article"), list = make("dl"), where = make("p"), link = make("a", "Open " + id + " in the register");
      item.appendChild(make("h3", row.statement));
      pair(list, "Attributed to", row.speaker + (row.kind ? " (" + row.kind + ")" : ""));
      row.parts.forEach(function (part) { pair(list, part[0], part[1]); });
      pair(list, "When", row.date);
      pair(list, "How it is known", row.footing.map(function (part) { return (row.footing.length > 1 ? part[0] + ": " : "") + part[1] + (part[2] ? " (" + part[2] + ")" : ""); }).join("; "));
      pair(list, "Where", row.place);
      pair(list, "Coders", [row.passes].concat(row.decisions.map(function (part) {
        return part[0].charAt(0).toUpperCase() + part[0].slice(1) + ": " + part[1].map(function (one, place) { return one[0] + (place ? " " : " has ") + "\u201c" + one[1] + "\u201d"; }).join(", ") + (part[1].length ? "; decided " : "") + "\u201c" + part[2] + "\u201d, because " + part[3];
      })).filter(Boolean).join(". "));
      pair(list, "Error in the source", row.slip);
      pair(list, "Checked", row.checked);
      pair(list, "Note", row.note);
      item.appendChild(list);
      link.href = row.href;
      /* To another page: coming back finds the panel as it was. Within this page it would cover the row. */
      link.addEventListener("click", function () { if (link.hash === link.getAttribute("href")) { entered = false; drawer.close(); } });
      where.appendChild(link);
      item.appendChild(where);
      body.appendChild(item);
    });
    /* Back closes the panel and stays on the page. */
    open = known;
    if (!entered && !leaving) { enter(); }
    drawer.showModal();
    drawer.scrollTop = 0;
    document.getElementById("drawer-title").focus();
  }
  function evidence() {
    drawer = document.getElementById("drawer");
    if (!drawer) { return; }
    rows = json(document.getElementById("evidence-rows")) || {};
    drawer.addEventListener("click", function (event) { if (event.target === drawer) { drawer.close(); } });
    drawer.addEventListener("close", function () { if (entered) { entered = false; leaving = true; history.back(); } });
    window.addEventListener("popstate", function () {
      /* The way back that closing asked for comes late: what was opened meanwhile stays, with an entry of its own. */
      if (leaving) { leaving = false; if (drawer.open) { enter(); } return; }
      if (drawer.open) { entered = false; drawer.close(); }
    });
    if (history.state && Array.isArray(history.state.rows)) { entered = true; show(history.state.rows); }
    document.querySelectorAll("tr[data-rows]").forEach(function (line) {
      var ids = line.dataset.rows.split(" ");
      line.addEventListener("click", function (event) {
        if (event.target.closest("a.row")) { event.preventDefault(); show([event.target.closest("a.row").textContent]); return; }
        if (!event.target.closest("a, summary, button") && !String(window.getSelection())) { show(ids); }
      });
      var cell = line.querySelector("td.evidence");
      if (cell && ids.length > 3) {
        var button = make("button", "Show " + ids.length + " records");
        button.type = "button";
        button.addEventListener("click", function (event) { event.stopPropagation(); show(ids); });
        cell.textContent = "";
        cell.appendChild(button);
      }
    });
  }

  /* Tooltips, as text. */
  var tip;
  function point(event, fields) {
    if (tip) { tip.remove(); tip = null; }
    if (!fields || !fields.length) { return; }
    tip = make("div", undefined, "tip");
    tip.setAttribute("role", "tooltip");
    var list = make("dl");
    fields.forEach(function (field) {
      list.appendChild(make("dt", field[0]));
      list.appendChild(make("dd", field[1]));
    });
    tip.appendChild(list);
    document.body.appendChild(tip);
    var box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, window.innerWidth - box.width - 8)) + "px";
    tip.style.top = Math.max(4, event.clientY + 16 + box.height > window.innerHeight ? event.clientY - box.height - 10 : event.clientY + 16) + "px";
  }

  /* Marks of a drawing: one stop of the tabulator for all, arrows go from mark to mark, Enter shows the rows. places: [x, y, w, h, what it says, rows]. */
  function marks(drawing, places) {
    var width = parseFloat(drawing.dataset.width), height = parseFloat(drawing.dataset.height), layer = make("div", undefined, "answers live");
    layer.setAttribute("role", "group");
    layer.setAttribute("aria-label", "Marks of the figure; arrow keys move from mark to mark, Enter shows the evidence");
    var buttons = places.map(function (place, number) {
      var button = make("button");
      button.type = "button";
      button.tabIndex = number ? -1 : 0;
      button.setAttribute("aria-label", place[4].map(function (field) { return field[0] + ": " + field[1]; }).join(", ") || "Mark " + (number + 1));
      button.style.left = 100 * (place[0] + place[2] / 2) / width + "%";
      button.style.top = 100 * (place[1] + place[3] / 2) / height + "%";
      button.style.width = 100 * place[2] / width + "%";
      button.style.height = 100 * place[3] / height + "%";
      layer.appendChild(button);
      return button;
    });
    /* Small marks answer in a box larger than they are, and boxes of neighbours overlap: the nearest mark answers. */
    function nearest(event) {
      var box = layer.getBoundingClientRect(), x = (event.clientX - box.left) * width / box.width, y = (event.clientY - box.top) * height / box.height;
      function away(place) {
        var sideways = Math.max(place[0] - x, x - place[0] - place[2], 0), upright = Math.max(place[1] - y, y - place[1] - place[3], 0);
        /* Inside several: the one whose middle is nearest. */
        return Math.hypot(sideways, upright) + Math.hypot(x - place[0] - place[2] / 2, y - place[1] - place[3] / 2) / 1e4;
      }
      return places.reduce(function (best, place, number) { return away(place) < away(places[best]) ? number : best; }, 0);
    }
    /* The mark that lies next in a direction, what is straight ahead before what is aside; without one, the next of its column or row, as one reads. */
    function beside(from, way) {
      function middle(place) { return [place[0] + place[2] / 2, place[1] + place[3] / 2]; }
      var here = middle(places[from]), best = -1, least = Infinity;
      places.forEach(function (place, number) {
        var there = middle(place), ahead = way[0] * (there[0] - here[0]) + way[1] * (there[1] - here[1]), aside = Math.abs(way[1] * (there[0] - here[0])) + Math.abs(way[0] * (there[1] - here[1]));
        if (number !== from && ahead > 0.5 && ahead + 3 * aside < least) { least = ahead + 3 * aside; best = number; }
      });
      return best >= 0 ? best : Math.max(0, Math.min(places.length - 1, from + way[0] + way[1]));
    }
    function near(number) { buttons.forEach(function (button, other) { button.classList.toggle("near", other === number); }); }
    layer.addEventListener("click", function (event) {
      /* A click by the keyboard has no place on the screen. */
      var number = event.detail ? nearest(event) : buttons.indexOf(event.target.closest("button"));
      point();
      if (number >= 0) { show(places[number][5]); }
    });
    layer.addEventListener("pointermove", function (event) {
      if (event.pointerType === "touch") { return; } /* a finger that scrolls the page */
      var number = event.target === layer ? -1 : nearest(event);
      near(number);
      point(event, number < 0 ? null : places[number][4]);
    });
    layer.addEventListener("pointerleave", function () { near(-1); point(); });
    layer.addEventListener("keydown", function (event) {
      var way = { ArrowRight: [1, 0], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowUp: [0, -1], Home: [0, 0], End: [0, 0] }[event.key];
      if (!way) { return; }
      event.preventDefault();
      var now = buttons.indexOf(document.activeElement), next = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : beside(now, way);
      buttons[now].tabIndex = -1;
      buttons[next].tabIndex = 0;
      buttons[next].focus();
    });
    drawing.appendChild(layer);
  }
  /* The places of a figure in its wide and in its narrow drawing. */
  function answering(figure) {
    var known = json(figure.querySelector("script.places"));
    function read(boxes) { return boxes.map(function (box) { return box.slice(0, 4).concat(known.said[box[4]]); }); }
    return known ? { wide: read(known.wide), narrow: read(known.narrow) } : { wide: [], narrow: [] };
  }

  /* Interactive figures: vega-embed draws where there is room, once the figure comes near; expressions are interpreted, never run as code. */
  var loading;
  function vega() {
    if (window.vega && window.vegaLite && window.vega.expressionInterpreter && window.vegaEmbed) { return Promise.resolve(); }
    loading = loading || ["vega.min.js", "vega-lite.min.js", "vega-interpreter.min.js", "vega-embed.min.js"].reduce(function (before, file) {
      return before.then(function () {
        return new Promise(function (done, failed) {
          var script = make("script");
          script.src = document.body.dataset.root + "assets/" + file;
          script.onload = done;
          script.onerror = failed;
          document.head.appendChild(script);
        });
      });
    }, Promise.resolve());
    return loading;
  }
  function refuse() { return Promise.reject(new Error("figures load nothing")); }
  /* A specification without a say in how it is embedded: vega-embed lets `usermeta` overrule the options of the page (a menu, a
     configuration to fetch, patches, a tooltip as markup), takes the language from `$schema`, and a text for an address. */
  function specification(figure) {
    var spec = json(figure.querySelector("script.spec"));
    if (!spec || typeof spec !== "object" || Array.isArray(spec)) { throw new Error("no specification"); }
    delete spec.usermeta;
    spec.$schema = "https://vega.github.io/schema/vega-lite/v5.json";
    return spec;
  }
  /* All that vega-embed can be told, so that nothing is left to its defaults: no menu, no style element, nothing fetched or patched. */
  function embedding() {
    return {
      mode: "vega-lite", actions: false, forceActionsMenu: false, defaultStyle: false, theme: undefined, config: {}, patch: undefined, bind: undefined,
      renderer: "svg", ast: true, expr: window.vega.expressionInterpreter, viewClass: window.vega.View, hover: true, logLevel: window.vega.Error,
      loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse },
      formatLocale: undefined, timeFormatLocale: undefined, expressionFunctions: undefined, i18n: {},
      tooltip: function (_, event, item, value) {
        point(event, value && typeof value === "object" ? Object.keys(value).filter(function (key) { return key !== "rows"; }).map(function (key) { return [key, value[key]]; }) : value ? [["", value]] : null);
      }
    };
  }
  function draw(figure) {
    var wide = figure.querySelector(".wide"), drawing = wide.querySelector("svg"), box = make("div", undefined, "vega");
    box.setAttribute("aria-hidden", "true");
    box.hidden = true; /* until it can take the place of the static drawing */
    wide.insertBefore(box, wide.firstChild);
    return vega().then(function () {
      return window.vegaEmbed(box, specification(figure), embedding());
    }).then(function (made) {
      made.view.addEventListener("click", function (_, item) {
        if (!item || !item.datum) { return; }
        if (item.datum.rows) { point(); show(String(item.datum.rows).split("|")); }
      });
      box.hidden = false;
      drawing.classList.add("static");
      drawing.setAttribute("hidden", "");
      figure.classList.add("drawn");
    }).catch(function () {
      box.remove(); /* the static drawing stays, and its marks still answer */
    });
  }
  /* A narrow drawing without places of its own: a tap on it leads to the lines of its data. */
  function tap(figure) {
    var narrow = figure.querySelector(".narrow"), data = figure.querySelector("details.data");
    if (!narrow || !data || !data.querySelector("tr[data-rows]")) { return; }
    narrow.classList.add("leads");
    narrow.addEventListener("click", function () {
      if (String(window.getSelection())) { return; }
      data.open = true;
      data.scrollIntoView({ block: "start" });
    });
  }
  function figures() {
    var watch = window.IntersectionObserver ? new IntersectionObserver(function (seen) {
      seen.forEach(function (entry) {
        if (entry.isIntersecting) { watch.unobserve(entry.target); draw(entry.target); }
      });
    }, { rootMargin: "400px" }) : null;
    document.querySelectorAll("figure.chart").forEach(function (figure) {
      var places = answering(figure), narrow = figure.querySelector(".narrow");
      if (places.wide.length) { marks(figure.querySelector(".wide"), places.wide); }
      if (narrow && places.narrow.length) { marks(narrow, places.narrow); } else { tap(figure); }
      if (watch && figure.querySelector("script.spec") && window.matchMedia("(min-width: 48rem) and (hover: hover)").matches) { watch.observe(figure); }
    });
  }

  /* The search of every page leads to the register, with its words in the address. */
  function search() {
    var form = document.querySelector("form.search");
    if (!form) { return; }
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      location.href = form.dataset.to + "#words=" + encodeURIComponent(document.getElementById("search").value.trim());
    });
  }

  /* The front of the register: one search over reports, figures and records. What is asked stands in the address
     (claims.html#article=...&words=...), so that it can be linked to; a record by its id is sent to its page. */
  var STEP = 50;
  function register() {
    var form = document.querySelector("form.filters"), index = window.searchIndex, out = document.getElementById("found");
    if (!form || !index) { return; }
    var fields = ["article", "topics", "outlet", "table", "footing"], shown = STEP;
    function text(entry) { return folded(entry.filter(function (part) { return typeof part === "string"; }).join(" ")); }
    var texts = { reports: index.reports.map(text), figures: index.figures.map(text), records: index.records.map(text) };
    document.getElementById("f-more").open = window.matchMedia("(min-width: 45rem)").matches;
    function field(name) { return document.getElementById("f-" + name); }
    function asked() {
      var found = {};
      ["words"].concat(fields).forEach(function (name) { var value = field(name).value.trim(); if (value) { found[name] = value; } });
      return found;
    }
    function link(title, target) { var made = make("a", title); made.href = target; return made; }
    function list(title, entries, item) {
      if (!entries.length) { return; }
      var section = make("section"), items = make("ol");
      section.appendChild(make("h2", title));
      entries.forEach(function (entry) { var line = make("li"); item(line, entry); items.appendChild(line); });
      section.appendChild(items);
      out.appendChild(section);
      return section;
    }
    function apply() {
      var wanted = asked(), words = folded(wanted.words || "").split(/\s+/).filter(Boolean), narrowed = fields.some(function (name) { return wanted[name]; });
      function fits(kind) { return function (_, number) { return words.every(function (word) { return texts[kind][number].indexOf(word) >= 0; }); }; }
      var records = index.records.filter(fits("records")).filter(function (entry) {
        return fields.every(function (name) {
          var has = entry[6][name];
          return !wanted[name] || (name === "topics" ? has.indexOf(wanted[name]) >= 0 : has === wanted[name]);
        });
      });
      var reports = words.length && !narrowed ? index.reports.filter(fits("reports")) : [], figures = words.length && !narrowed ? index.figures.filter(fits("figures")) : [];
      var any = words.length || narrowed, total = records.length + reports.length + figures.length;
      out.textContent = "";
      if (any) {
        list("Reports", reports, function (line, entry) { line.appendChild(link(entry[0], entry[1])); });
        list("Figures", figures, function (line, entry) { line.appendChild(link(entry[0] || "A chart without a title", entry[1])); });
        var section = list("Records", records.slice(0, shown), function (line, entry) {
          line.appendChild(link(entry[2], entry[1]));
          line.appendChild(make("p", entry[3] + ". " + entry[4] + " (" + entry[0] + ")", "soft"));
        });
        if (records.length > shown) {
          var more = make("button", "Show " + Math.min(STEP, records.length - shown) + " more of " + records.length + " records");
          more.type = "button";
          more.addEventListener("click", function () { shown += STEP; apply(); });
          section.appendChild(more);
        }
      }
      document.getElementById("f-count").textContent = !any ? "" : !total ? "Nothing found. Clear the search to start again." :
        [[reports.length, "report"], [figures.length, "figure"], [records.length, "record"]].filter(function (part) { return part[0]; }).map(function (part) {
          return part[0] + " " + part[1] + (part[0] === 1 ? "" : "s");
        }).join(", ") + " found.";
      document.body.classList.toggle("searching", Boolean(any));
    }
    function arrive() {
      var said = location.hash.slice(1), target = index.records.filter(function (entry) { return entry[0] === decodeURIComponent(said); })[0];
      if (target) { location.replace(target[1]); return; }
      var given = new URLSearchParams(said.indexOf("=") >= 0 ? said : "");
      ["words"].concat(fields).forEach(function (name) { field(name).value = given.get(name) || ""; });
      if (fields.some(function (name) { return given.get(name); })) { document.getElementById("f-more").open = true; }
      shown = STEP;
      apply();
    }
    function changed() {
      var given = new URLSearchParams(asked()).toString();
      history.replaceState(null, "", given ? "#" + given : location.pathname.split("/").pop());
      shown = STEP;
      apply();
    }
    form.addEventListener("input", changed);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () { setTimeout(changed, 0); });
    window.addEventListener("hashchange", arrive);
    arrive();
  }

  /* Addresses that begin at the folder of the site get what comes before it, where the page is read from the web. From disk only
     the code to embed does, which then works on this computer; nobody cites a folder of theirs. */
  function addresses() {
    var root = document.body.dataset.root;
    var web = /^https?:$/.test(location.protocol);
    if (root === undefined || !(web || location.protocol === "file:")) { return; }
    var base = new URL(root || "./", location.href).href;
    document.querySelectorAll(web ? ".share .address, .share .embed" : ".share .embed").forEach(function (node) {
      if (node.textContent.indexOf("://") < 0) {
        node.textContent = node.classList.contains("embed") ? node.textContent.replace(/(href|src)="/g, '$1="' + base) : base + node.textContent;
      }
    });
    document.querySelectorAll(".share .note").forEach(function (note) { note.hidden = web; });
  }

  function start() { contents(); codeSwitch(); tables(); edges(); evidence(); figures(); search(); register(); addresses(); document.body.classList.add("ready"); }
  window.startPage = start;
  if (document.currentScript && document.currentScript.src) { start(); }
}());
