// What every browser test needs: the program on a fresh base, a browser, accessibility, console errors, pictures.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as attendre } from "node:timers/promises";
import axe from "axe-core";
import { chromium } from "playwright-core";

const ici = path.dirname(fileURLToPath(import.meta.url));
const racine = path.dirname(ici);

/** The widths at which every page is looked at. */
export const LARGEURS = [1440, 390];
/** Where the pictures go. */
export const IMAGES = process.env.CARBET_IMAGES ?? path.join(ici, "images");
/** Password of every demonstration account. */
const MOT_DE_PASSE = "carbet-demo";

/** Engines on which the path is walked. PostgreSQL is left out only on an explicit request, which is said. */
export function moteurs() {
  if (process.env.CARBET_TEST_POSTGRES) return ["sqlite", "postgres"];
  if (process.env.CARBET_TEST_SANS_POSTGRES === "1") {
    console.log("# CARBET_TEST_SANS_POSTGRES=1 : le parcours n'est pas fait sur PostgreSQL");
    return ["sqlite"];
  }
  throw new Error("CARBET_TEST_POSTGRES n'est pas définie. Lancez « make test », qui démarre un PostgreSQL privé, ou demandez CARBET_TEST_SANS_POSTGRES=1.");
}

function binaire() {
  const cible = process.env.CARGO_TARGET_DIR ?? path.join(racine, "target");
  const chemin = process.env.CARBET_BINAIRE ?? path.join(cible, "debug", "carbet");
  if (!existsSync(chemin)) throw new Error(`Le programme ${chemin} n'existe pas : lancez « cargo build -p carbet-cli ».`);
  return chemin;
}

function portLibre() {
  return new Promise((resolve, reject) => {
    const serveur = createServer();
    serveur.once("error", reject);
    serveur.listen(0, "127.0.0.1", () => {
      const { port } = serveur.address();
      serveur.close(() => resolve(port));
    });
  });
}

function psql(ordre) {
  execFileSync("psql", [process.env.CARBET_TEST_POSTGRES, "--quiet", "--set=ON_ERROR_STOP=1", "--command", ordre], { stdio: "pipe" });
}

/**
 * Starts `carbet demo` on a fresh base of one engine and waits until /sante answers.
 * Returns the address, the seconds the start took, and a function that stops and erases everything.
 */
export async function demarrer(moteur, { demandes } = {}) {
  const programme = binaire();
  const port = await portLibre();
  const dossier = mkdtempSync(path.join(tmpdir(), "carbet-e2e-"));
  const arguments_ = ["demo", "--donnees", dossier, "--adresse", `127.0.0.1:${port}`];
  if (demandes) arguments_.push("--demandes", String(demandes));
  let nom = null;
  if (moteur === "postgres") {
    nom = `carbet_e2e_${process.pid}_${port}`;
    psql(`create database ${nom}`);
    const url = new URL(process.env.CARBET_TEST_POSTGRES);
    url.pathname = `/${nom}`;
    arguments_.push("--base", url.href);
  }
  const sortie = [];
  const depart = Date.now();
  const processus = spawn(programme, arguments_, { stdio: ["ignore", "pipe", "pipe"] });
  for (const flux of [processus.stdout, processus.stderr]) flux.on("data", (morceau) => sortie.push(morceau.toString()));
  let fini = null;
  processus.on("exit", (code, signal) => (fini = code ?? signal));
  processus.on("error", (erreur) => {
    sortie.push(String(erreur));
    fini = "error";
  });

  const arreter = async () => {
    if (fini === null) {
      const termine = new Promise((resolve) => processus.once("exit", resolve));
      processus.kill("SIGTERM");
      if ((await Promise.race([termine, attendre(5000, "trop long")])) === "trop long") processus.kill("SIGKILL");
      await termine;
    }
    if (nom) psql(`drop database if exists ${nom} with (force)`);
    rmSync(dossier, { recursive: true, force: true });
  };

  const adresse = `http://127.0.0.1:${port}`;
  while (true) {
    const echec = fini !== null ? `s'est arrêté (${fini})` : Date.now() - depart > 180_000 ? "ne répond pas après 180 s" : null;
    if (echec) {
      await arreter();
      throw new Error(`carbet ${arguments_.join(" ")} ${echec} :\n${sortie.join("").slice(-4000)}`);
    }
    try {
      if ((await fetch(`${adresse}/sante`)).ok) break;
    } catch {
      // not listening yet
    }
    await attendre(100);
  }
  return { adresse, secondes: (Date.now() - depart) / 1000, sortie: () => sortie.join(""), arreter };
}

/** The Debian browser, with nothing that talks to the outside. */
export async function lancerNavigateur() {
  const chemin = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!chemin) throw new Error("Chromium est introuvable. Sous Debian : apt-get install chromium.");
  return chromium.launch({
    executablePath: chemin,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--lang=fr-FR"],
  });
}

/**
 * A person in the browser: own cookies, French, and a record of everything that went wrong.
 * `fautes` collects console errors, uncaught exceptions, answers of 500 and more, and requests to another host.
 */
export async function entrer(navigateur, adresse, { largeur = LARGEURS[0] } = {}) {
  const contexte = await navigateur.newContext({
    baseURL: adresse,
    locale: "fr-FR",
    timezoneId: "America/Cayenne",
    viewport: { width: largeur, height: 900 },
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  contexte.setDefaultTimeout(20_000);
  const fautes = [];
  contexte.on("page", (page) => {
    page.on("console", (message) => {
      if (message.type() === "error") fautes.push(`console sur ${page.url()} : ${message.text()}`);
    });
    page.on("pageerror", (erreur) => fautes.push(`exception sur ${page.url()} : ${erreur.message}`));
    page.on("response", (reponse) => {
      if (reponse.status() >= 500) fautes.push(`${reponse.status()} pour ${reponse.url()}`);
    });
    page.on("request", (requete) => {
      const { protocol, origin } = new URL(requete.url());
      if (protocol.startsWith("http") && origin !== adresse) fautes.push(`requête vers l'extérieur : ${requete.url()}`);
    });
  });
  const page = await contexte.newPage();
  return { page, fautes, sortir: () => contexte.close() };
}

/** Signs in with the demonstration account of a role (`bailleur`, `agglo`, `guichet`…). */
export async function connecter(page, role) {
  await page.goto("/connexion");
  await page.getByLabel("Identifiant").fill(`${role}@demo.invalid`);
  await page.getByLabel("Mot de passe").fill(MOT_DE_PASSE);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.waitForURL((url) => url.pathname !== "/connexion");
}

/** Accessibility violations of the page as it stands (WCAG 2.1 A and AA, the ground of the RGAA), one line each. */
export async function chercherViolations(page) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const resultat = await globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    });
    return resultat.violations.map((v) => ({ id: v.id, aide: v.help, ou: v.nodes.slice(0, 3).map((n) => n.target.join(" ")) }));
  });
  return violations.map((v) => `${new URL(page.url()).pathname} : ${v.id} (${v.aide}) ${v.ou.join(" | ")}`);
}

/** True when the page can be scrolled sideways, which no page may need. */
async function deborde(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
}

/**
 * Looks at the page at both widths: accessibility, no sideways scroll, a picture of each.
 * Returns the faults found.
 */
export async function regarder(page, dossier, nom) {
  const fautes = [];
  mkdirSync(path.join(IMAGES, dossier), { recursive: true });
  for (const largeur of LARGEURS) {
    await page.setViewportSize({ width: largeur, height: 900 });
    fautes.push(...(await chercherViolations(page)).map((ligne) => `${ligne} (largeur ${largeur})`));
    if (await deborde(page)) fautes.push(`${new URL(page.url()).pathname} : défilement horizontal à ${largeur} px`);
    await page.screenshot({ path: path.join(IMAGES, dossier, `${nom}-${largeur}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: LARGEURS[0], height: 900 });
  return fautes;
}

/** The text of a PDF file, laid out, as poppler reads it. */
export function lirePdf(chemin) {
  return execFileSync("pdftotext", ["-layout", "-enc", "UTF-8", chemin, "-"], { encoding: "utf8" });
}

export { racine };
