// From an SNE extract to a home, as the people of the territory do it, on both engines.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import path from "node:path";
import { mkdirSync } from "node:fs";
import { IMAGES, connecter, demarrer, entrer, lancerNavigateur, lirePdf, moteurs, regarder } from "./harnais.mjs";
import { MENAGE, VUES, demande, demandes, horsLigne, imports, logements, objectifs, offre, seance, seances, vacance, vacances, vues } from "./pages.mjs";

/** Chooses an option of a list by what it says. */
async function choisir(liste, motif) {
  const options = await liste.locator("option").evaluateAll((noeuds) => noeuds.map((o) => ({ valeur: o.value, texte: o.textContent.trim() })));
  const option = options.find((o) => motif.test(o.texte) && o.valeur !== "");
  assert.ok(option, `aucune option ${motif} parmi : ${options.map((o) => o.texte).join(" ; ")}`);
  await liste.selectOption(option.valeur);
}

for (const moteur of moteurs()) {
  describe(`parcours d'un ménage (${moteur})`, { concurrency: false }, () => {
    let carbet;
    let navigateur;
    let ouverts = [];
    const adresses = {};

    before(async () => {
      carbet = await demarrer(moteur);
      console.log(`# ${moteur} : première page ${carbet.secondes.toFixed(1)} s après le démarrage`);
      navigateur = await lancerNavigateur();
    });
    after(async () => {
      for (const ouvert of ouverts) await ouvert.sortir();
      await navigateur?.close();
      await carbet?.arreter();
    });

    /** One step by one person: signs in, acts, and fails on any console error or accessibility violation seen. */
    function etape(titre, role, action) {
      it(titre, { timeout: 180_000 }, async () => {
        const personne = await entrer(navigateur, carbet.adresse);
        ouverts.push(personne);
        const voir = async (nom) => {
          const fautes = await regarder(personne.page, moteur, nom);
          assert.deepEqual(fautes, [], "accessibilité et mise en page");
        };
        await connecter(personne.page, role);
        await action(personne.page, voir, personne.fautes);
        assert.deepEqual(personne.fautes, [], "erreurs vues par le navigateur");
        await personne.sortir();
        ouverts = ouverts.filter((o) => o !== personne);
      });
    }

    it("la page de connexion est accessible et dit que les données sont fictives", async () => {
      const personne = await entrer(navigateur, carbet.adresse);
      ouverts.push(personne);
      await personne.page.goto("/connexion");
      await personne.page.getByText(/fictives/).first().waitFor();
      assert.deepEqual(await regarder(personne.page, moteur, "connexion"), []);
      assert.deepEqual(personne.fautes, []);
    });

    etape("la chargée de mission importe un extrait du SNE", "agglo", async (page, voir) => {
      await page.goto(imports.adresse);
      await imports.fichier(page).setInputFiles(MENAGE.fichier);
      await imports.envoyer(page).click();
      await imports.fini(page).waitFor({ timeout: 60_000 });
      await voir("import");
    });

    etape("le guichet retrouve la demande par le nom et lit ses points ligne par ligne", "guichet", async (page, voir) => {
      await page.goto(demandes.adresse);
      await demandes.recherche(page).fill(MENAGE.nom.toUpperCase());
      await demandes.chercher(page).click();
      await voir("demandes");
      await demandes.ligne(page, MENAGE.nom).click();
      await page.waitForURL(/\/demandes\/[0-9a-f-]{36}/);
      assert.match(await demande.titre(page).innerText(), new RegExp(MENAGE.nom, "i"));
      assert.ok((await page.getByRole("main").innerText()).replaceAll(/\s/g, "").includes(MENAGE.numeroUnique));
      assert.match(await demande.points(page).innerText(), /Ancienneté/);
      await voir("demande");
      adresses.demande = page.url();
    });

    etape("le numéro unique mène à la même page", "guichet", async (page) => {
      await page.goto(`/demandes/${MENAGE.numeroUnique}`);
      assert.equal(page.url(), adresses.demande);
    });

    etape("le bailleur déclare une vacance et reçoit la liste ordonnée des ménages admissibles", "bailleur", async (page, voir) => {
      await page.goto(logements.adresse);
      await logements.declarer(page).click();
      await vacances.libreLe(page).fill("2026-12-15");
      await voir("vacance-declarer");
      await vacances.enregistrer(page).click();
      await page.waitForURL(/\/vacances\/[0-9a-f-]{36}/);
      adresses.vacance = page.url();
      await vacance.candidats(page).waitFor();
      await voir("vacance");
      await vacance.ecartes(page).click();
      assert.match(await vacance.tableauEcartes(page).innerText(), /(CCH|CGCT|L\. |R\. )/);
      await voir("vacance-ecartes");
    });

    etape("le bailleur prépare une séance le jour même", "bailleur", async (page, voir) => {
      await page.goto(seances.adresse);
      await seances.date(page).fill("2026-11-16");
      await seances.heure(page).fill("15:30");
      await seances.lieu(page).fill("Salle des Palétuviers");
      await voir("seances");
      await seances.preparer(page).click();
      await page.waitForURL(/\/seances\/[0-9a-f-]{36}/);
      adresses.seance = page.url().split("?")[0];
    });

    etape("le bailleur propose trois ménages et inscrit le logement à l'ordre du jour", "bailleur", async (page, voir) => {
      await page.goto(adresses.vacance);
      for (let n = 1; n <= 3; n += 1) {
        await vacance.proposer(page).click();
        await vacance.retirer(page).nth(n - 1).waitFor();
      }
      await voir("vacance-proposee");
      await choisir(vacance.seance(page), /15 ?[:h] ?30/);
      await vacance.inscrire(page).click();
      await page.waitForURL(/\/seances\//);
    });

    etape("la commission examine, décide, clôt ; le procès-verbal se relit dans le PDF", "bailleur", async (page, voir) => {
      await page.goto(adresses.seance);
      await seance.ordre(page).click();
      await seance.urgence(page).fill("Logement libre, trois ménages attendent");
      await seance.convoquer(page).click();
      await seance.membres(page).click();
      for (const membre of await seance.presents(page).all()) await membre.check();
      await seance.presidence(page).selectOption("representant_bailleur_1");
      await seance.enregistrerPresences(page).click();
      await seance.points(page).first().click();
      await voir("seance");
      await choisir(seance.decision(page, 1), /rang utile/);
      await seance.rang(page, 1).selectOption("1");
      await choisir(seance.decision(page, 2), /rang utile/);
      await seance.rang(page, 2).selectOption("2");
      await choisir(seance.decision(page, 3), /Non-attribution/);
      await choisir(seance.motif(page, 3), /plus prioritaire/);
      await seance.precision(page, 3).fill("Deux demandes mieux placées pour ce logement.");
      await seance.enregistrerDecisions(page).click();
      await seance.confirmer(page).check();
      await voir("seance-decidee");
      await seance.clore(page).click();
      const [telechargement] = await Promise.all([page.waitForEvent("download"), seance.procesVerbal(page).click()]);
      const dossier = path.join(IMAGES, moteur);
      mkdirSync(dossier, { recursive: true });
      const pdf = path.join(dossier, "proces-verbal.pdf");
      await telechargement.saveAs(pdf);
      const texte = lirePdf(pdf).normalize("NFC");
      for (const attendu of [/procès-verbal/i, /quorum/i, /R\.\s*441-3/, /Attribution/i]) assert.match(texte, attendu);
      await page.goto(adresses.seance);
      await voir("seance-close");
    });

    etape("le bailleur envoie l'offre, enregistre l'accord puis le bail signé", "bailleur", async (page, voir) => {
      await page.goto(adresses.seance);
      await seance.points(page).first().click();
      await seance.suivreOffre(page).click();
      await offre.envoyer(page).click();
      await offre.echeance(page).waitFor();
      await voir("offre");
      await offre.accepter(page).check();
      await offre.enregistrerReponse(page).click();
      await offre.signeLe(page).fill("2026-11-16");
      await offre.enregistrerBail(page).click();
      await page.getByText(/reporter dans le SNE/i).first().waitFor();
      await voir("offre-bail");
    });

    etape("le bail compte dans les objectifs de l'année, et chaque chiffre ouvre sa liste", "agglo", async (page, voir) => {
      await page.goto(`${objectifs.adresse}?annee=2026`);
      await voir("objectifs");
      await objectifs.chiffres(page).first().click();
      await page.waitForURL(/\/objectifs\/.+/);
      await voir("objectifs-liste");
    });

    etape("une saisie survit à la perte du réseau, et part une seule fois au retour", "guichet", async (page, voir, fautes) => {
      await page.goto("/demandes?incomplete=oui");
      await vues.ouvrir(page).click();
      await vues.nom(page).fill("À compléter");
      await page.context().setOffline(true);
      await vues.enregistrer(page).click();
      await horsLigne.dit(page).waitFor();
      assert.equal(await vues.nom(page).inputValue(), "À compléter", "ce qui est saisi reste");
      await page.context().setOffline(false);
      await vues.lien(page, "À compléter").waitFor();
      // The browser tells the network that was cut on purpose.
      const autres = fautes.filter((faute) => !faute.includes("ERR_INTERNET_DISCONNECTED"));
      fautes.splice(0, fautes.length, ...autres);
      assert.equal(await vues.lien(page, "À compléter").count(), 1);
      await voir("vues");
    });

    etape("le clavier mène à la recherche et de ligne en ligne", "guichet", async (page, voir) => {
      await page.goto("/demandes?tri=nom&taille=25");
      assert.equal(await page.getByRole("columnheader", { name: "Ménage" }).getAttribute("aria-sort"), "ascending");
      assert.equal(await page.locator("main a.lien-ligne").count(), 25);
      await page.keyboard.press("l");
      await page.keyboard.press("ArrowDown");
      const place = await page.evaluate(() => [...document.querySelectorAll("main a.lien-ligne")].indexOf(document.activeElement));
      assert.equal(place, 1);
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Raccourcis clavier" }).waitFor();
      await voir("raccourcis");
      await page.keyboard.press("Escape");
      await page.keyboard.press("/");
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("type")), "search");
      await page.keyboard.type("?l/");
      assert.equal(await page.getByRole("dialog").count(), 0, "les touches se taisent dans un champ");
    });

    for (const [role, adressesVues] of Object.entries(VUES)) {
      etape(`les pages de « ${role} » sont accessibles et sans erreur`, role, async (page, voir) => {
        for (const vue of adressesVues) {
          const reponse = await page.goto(vue);
          assert.equal(reponse.status(), 200, vue);
          await voir(`${role}${vue.replaceAll("/", "-")}`);
        }
      });
    }
  });
}
