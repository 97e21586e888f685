// What the test of this page (test.mjs) reads: page.html#check prints a hash of the bits of each function, as
// docs/measured/bits.txt has them, and a line for each thing that the page does.

/// FNV-1a of results. NaN counts as NaN whatever its digits, and what is subnormal as zero: see tests/accuracy/bits.hpp.
function hashOfBits(values, scalar) {
  const bytes = new Uint8Array(values.buffer), size = scalar ? 8 : 4, least = scalar ? 2.2250738585072014e-308 : 2 ** -126;
  let hash = 2166136261;
  values.forEach((value, i) => {
    const isNormal = Math.abs(value) >= least;
    for (let k = 0; k < size; ++k) {
      const byte = isNormal ? bytes[size * i + k] : Number(Number.isNaN(value) && k === 0);
      hash = Math.imul(hash ^ byte, 16777619);
    }
  });
  return (hash >>> 0).toString(16).padStart(8, "0");
}

async function check(page) {
  const {library} = page, lines = [];
  const expect = (name, holds, found = "") => lines.push(`${holds ? "passed" : "FAILED"} ${name}${holds ? "" : `: ${found}`}`);

  library.functions.forEach((f, number) => {
    for (const scalar of [0, 1]) {
      const curve = {...page.make(number), scalar};
      for (curve.tier of page.tiers(curve)) {
        for (const what of [0, 1]) {
          library.program.samples(scalar);
          const xs = library.array(library.input, scalar, library.about.capacity).slice();
          const line = [f.name, TIERS[curve.tier], WHATS[what], SCALARS[scalar]].join(" ");
          lines.push(`bits ${line} ${hashOfBits(library.evaluate(curve, what, xs), scalar)}`);
          const largest = library.errors(curve, what, xs).reduce((a, b) => Math.max(a, b)), bound = page.bound(curve, what);
          // Half a ULP is what the judge may be wrong by where doubles are subnormal.
          if (bound) expect(`error of ${line}`, largest <= bound + (scalar ? 0.5 : 0.001), largest);
        }
      }
    }
  });

  const drawn = () => [...document.querySelectorAll("svg .solid, svg .dashed")].map((path) => path.getAttribute("d"));
  expect("draws f and f' of both curves, and their errors", drawn().length === 6, drawn().length);
  expect("curves have points", drawn().every((d) => d.length > 500 && !d.includes("NaN")), drawn().map((d) => d.slice(0, 40)));
  const press = (key) => id("values").dispatchEvent(new KeyboardEvent("keydown", {key}));
  press("+");
  expect("+ zooms in", page.range[0] === -2.5 && page.range[1] === 2.5, page.range);
  press("ArrowRight");
  expect("an arrow moves", page.range[0] === -1.875 && id("left").valueAsNumber === -1.875, page.range);
  press("0");
  expect("0 shows the middle", page.range[0] === -5, page.range);

  const choose = (position, value) => {
    const element = id("list").children[0].querySelectorAll("select, input")[position];
    element.value = value;
    element.dispatchEvent(new Event("change"));
  };
  const named = (name) => library.functions.findIndex((f) => f.name === name);
  choose(0, named("sigmoid"));
  id("left_tail").click();
  expect("the left tail of sigmoid is where floats end", page.range[0] < -104 && page.range[1] > -104, page.range);
  expect("its curve is drawn there", drawn()[1].length > 200, drawn()[1]);
  choose(0, named("binary_step"));
  id("middle").click();
  expect("a jump is a gap", drawn()[1].match(/M/g).length === 2, drawn()[1]);
  const unbounded = library.functions.findIndex((f) => f.parameters.some((p) => p.value === Infinity));
  choose(0, unbounded);
  expect("an infinite parameter is an empty field", drawn().length === 6 && id("list").querySelector("input[placeholder='\u221e']").value === "");
  choose(0, named("squareplus"));
  choose(3, -1);
  expect("a wrong parameter is the library's message", id("alert").textContent.includes("squareplus: b"), id("alert").textContent);
  await page.measure(0.5);
  expect("and of the times too", id("alert").textContent.includes("squareplus: b") && !id("measure").disabled, id("alert").textContent);
  choose(3, 4);
  expect("and is gone with it", id("alert").textContent === "" && drawn().length === 6, id("alert").textContent);
  id("x").value = 0;
  id("x").dispatchEvent(new Event("input"));
  const cell = (column) => id("table").rows[0].cells[column].textContent;
  expect("values at x", cell(1) === "1" && cell(2) === "0.5" && cell(3) === "0", cell(1));
  await page.measure(0.5);
  expect("times are measured", Number(cell(6)) > 0 && Number(cell(7)) > 0, cell(6));
  expect("nothing is asked of a server", performance.getEntriesByType("resource").length === 0);

  id("check").textContent = [...lines, "done"].join("\n");
}
