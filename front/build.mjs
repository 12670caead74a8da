// Builds front/dist: one style sheet, one script, the fonts and drawings, each named by its content.
// `manifest.json` maps the plain names to the names served under /statique/.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as sass from "sass";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const modules = join(here, "node_modules");
const BUDGET = 60 * 1024;

const manifest = {};
async function publish(name, bytes) {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const extension = extname(name);
  const hashed = `${basename(name, extension)}-${digest}${extension}`;
  manifest[name] = hashed;
  await writeFile(join(dist, hashed), bytes);
  return hashed;
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const fonts = {
  "texte.woff2": "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
  "titre.woff2": "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
};
for (const [name, path] of Object.entries(fonts)) await publish(name, await readFile(join(modules, path)));
for (const name of (await readdir(join(here, "img"))).sort()) await publish(name, await readFile(join(here, "img", name)));

const compiled = sass.compile(join(here, "src", "carbet.scss"), {
  style: "compressed",
  loadPaths: [modules],
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
});
// Every asset named in the style sheet becomes its content-addressed neighbour.
const css = compiled.css.replace(/url\("?actif:([^")]+)"?\)/g, (_, name) => {
  if (!manifest[name]) throw new Error(`unknown asset in the style sheet: ${name}`);
  return `url("${manifest[name]}")`;
});
await publish("carbet.css", Buffer.from(css));

const script = await build({
  entryPoints: [join(here, "src", "carbet.ts")],
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  target: "es2022",
  legalComments: "none",
});
await publish("carbet.js", Buffer.from(script.outputFiles[0].contents));
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

const weight = gzipSync(css, { level: 9 }).length + gzipSync(script.outputFiles[0].contents, { level: 9 }).length;
console.log(`CSS + JS : ${(weight / 1024).toFixed(1)} Kio compressés (limite ${BUDGET / 1024})`);
if (weight > BUDGET) {
  console.error("Le poids des pages dépasse la limite.");
  process.exit(1);
}
