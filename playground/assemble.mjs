// Puts the page together, one file that holds all it needs: node assemble.mjs <program.wasm> <index.html>
import {readFileSync, writeFileSync} from "node:fs";
import {gzipSync} from "node:zlib";

const [program, page] = process.argv.slice(2);
const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const scripts = ["library.js", "plot.js", "form.js", "page.js", "check.js"].map(read).join("\n");
const parts = {
  "/* page.css */": "\n" + read("page.css"),
  "/* program */": gzipSync(readFileSync(program), {level: 9}).toString("base64"),
  "/* scripts */": scripts,
};
let text = read("page.html");
for (const [place, part] of Object.entries(parts)) text = text.replace(place, () => part);
writeFileSync(page, text);
