// What is chosen: the rows of the form, one for each curve, and the page's address, so that a choice can be kept.

const MOST_CURVES = 4;
const id = (name) => document.getElementById(name);

/// The part of Page that knows the curves; show() and update() are Page's.
class Form {
  constructor(library) {
    this.library = library;
    this.curves = [];
    this.range = [-5, 5];
  }

  /// tanh/default/float,leaky_relu/default/float/0.2;x=-5:5;y=log;error=1
  read(text) {
    const [list, ...rest] = text.split(";");
    for (const item of list.split(",")) {
      const [name, tier, scalar, ...parameters] = item.split("/");
      const number = this.library.functions.findIndex((f) => f.name === name);
      if (number < 0 || this.curves.length === MOST_CURVES) continue;
      const curve = this.make(number);
      parameters.forEach((value, i) => { if (i < curve.parameters.length && value !== "") curve.parameters[i] = Number(value); });
      curve.scalar = Math.max(SCALARS.indexOf(scalar), 0);
      curve.tier = this.tiers(curve).includes(TIERS.indexOf(tier)) ? TIERS.indexOf(tier) : 0;
      this.curves.push(curve);
    }
    for (const setting of rest) {
      const [key, value] = setting.split("=");
      if (key === "x") {
        const [left, right] = value.split(":").map(Number);
        if (left < right) this.range = [left, right];
      }
      if (key === "y") id("scale").value = value;
      if (key === "error") id("what").value = value;
    }
    if (this.curves.length === 0) this.read("gelu/default/float,gelu/fast/float");
  }

  write() {
    const list = this.curves.map((c) => [this.library.functions[c.function].name, TIERS[c.tier], SCALARS[c.scalar], ...c.parameters].join("/"));
    history.replaceState(null, "", `#${list.join(",")};x=${this.range.join(":")};y=${id("scale").value};error=${id("what").value}`);
  }

  make(number) {
    return {function: number, tier: 0, scalar: 0, parameters: this.library.functions[number].parameters.map((p) => p.value)};
  }

  tiers(curve) {
    const f = this.library.functions[curve.function];
    return [0, ...(f.precise ? [1] : []), ...(f.fast && curve.scalar === 0 ? [2] : [])];
  }

  select(label, options, chosen, change) {
    const select = document.createElement("select");
    select.setAttribute("aria-label", label);
    for (const [value, text] of options) select.add(new Option(text, value, false, value === chosen));
    select.onchange = () => change(Number(select.value));
    return select;
  }

  row(curve, color) {
    const row = document.createElement("li"), f = this.library.functions[curve.function];
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.setProperty("--color", `var(--c${color})`);
    const refocus = (position) => { this.show(); id("list").children[color].querySelectorAll("select, input, button")[position].focus(); };
    const names = this.library.functions.map((g, i) => [i, g.name]).sort((a, b) => a[1].localeCompare(b[1]));
    row.append(swatch,
      this.select("Function", names, curve.function, (number) => {
        Object.assign(curve, this.make(number), {scalar: curve.scalar});
        refocus(0);
      }),
      this.select("Tier", this.tiers(curve).map((tier) => [tier, TIERS[tier]]), curve.tier, (tier) => { curve.tier = tier; refocus(1); }),
      this.select("Scalar type", [[0, "float"], [1, "double"]], curve.scalar, (scalar) => {
        curve.scalar = scalar;
        if (!this.tiers(curve).includes(curve.tier)) curve.tier = 0;
        refocus(2);
      }));
    f.parameters.forEach((parameter, i) => {
      const label = document.createElement("label"), input = document.createElement("input");
      Object.assign(input, {type: "number", step: "any", value: Number.isFinite(curve.parameters[i]) ? curve.parameters[i] : "", placeholder: numberText(parameter.value)});
      // Emptied it is the default again, which may be infinite.
      input.onchange = () => { curve.parameters[i] = Number.isNaN(input.valueAsNumber) ? parameter.value : input.valueAsNumber; this.update(); };
      label.append(`${parameter.name} `, input);
      row.append(label);
    });
    const remove = document.createElement("button");
    Object.assign(remove, {type: "button", textContent: "Remove", disabled: this.curves.length === 1});
    remove.setAttribute("aria-label", `Remove ${f.name}`);
    remove.onclick = () => { this.curves.splice(color, 1); this.show(); id("add").focus(); };
    row.append(remove);
    return row;
  }
}
