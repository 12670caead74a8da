// Every selector of the browser tests, by role and label, as a person reads the page. A page that changes its words
// changes one line here.
import path from "node:path";
import { fileURLToPath } from "node:url";

const donnees = path.join(path.dirname(fileURLToPath(import.meta.url)), "donnees");

/** The fictional household brought by the import. */
export const MENAGE = { fichier: path.join(donnees, "extrait_fictif.xml"), nom: "Tapirelle", prenom: "Orphée", numeroUnique: "973102600777797301" };

const envoyer = (page, nom) => page.getByRole("button", { name: nom });

export const imports = {
  adresse: "/imports",
  fichier: (page) => page.locator('input[type="file"]'),
  envoyer: (page) => envoyer(page, /^(Importer|Envoyer)/),
  fini: (page) => page.getByText(/demandes? lues?/).first(),
};

export const demandes = {
  adresse: "/demandes",
  recherche: (page) => page.getByRole("main").getByLabel("Nom, numéro unique ou date de naissance"),
  chercher: (page) => page.getByRole("main").getByRole("button", { name: "Chercher" }),
  ligne: (page, nom) => page.getByRole("main").getByRole("link", { name: new RegExp(nom, "i") }).first(),
};

export const demande = {
  titre: (page) => page.getByRole("heading", { level: 1 }),
  points: (page) => page.getByRole("region", { name: "Points par critère" }),
};

export const vues = {
  ouvrir: (page) => page.getByText("Enregistrer cette vue"),
  nom: (page) => page.locator("#nom_vue"),
  defaut: (page) => page.locator("#vue-defaut"),
  enregistrer: (page) => envoyer(page, "Enregistrer la vue"),
  lien: (page, nom) => page.getByRole("region", { name: "Vues enregistrées" }).getByRole("link", { name: new RegExp(nom) }),
};

export const horsLigne = {
  dit: (page) => page.getByText("Connexion perdue, rien n’est perdu."),
};

export const logements = {
  adresse: "/logements?commune=97302&typologie=T3",
  declarer: (page) => page.getByRole("link", { name: "Déclarer vacant" }).first(),
};

export const vacances = {
  libreLe: (page) => page.getByLabel("Libre le"),
  enregistrer: (page) => page.getByRole("main").getByRole("button", { name: /^Déclarer/ }),
};

export const vacance = {
  candidats: (page) => page.getByRole("region", { name: "Ménages admissibles, dans l’ordre" }),
  proposer: (page) => page.getByRole("button", { name: /^Proposer/ }).first(),
  retirer: (page) => page.getByRole("button", { name: /^Retirer/ }),
  ecartes: (page) => page.getByRole("link", { name: /^Écartés/ }),
  tableauEcartes: (page) => page.getByRole("region", { name: "Ménages et première règle qui décide" }),
  seance: (page) => page.getByLabel("Séance", { exact: true }),
  inscrire: (page) => envoyer(page, "Inscrire à l’ordre du jour"),
};

export const seances = {
  adresse: "/seances",
  date: (page) => page.getByLabel("Date", { exact: true }),
  heure: (page) => page.getByLabel("Heure"),
  lieu: (page) => page.getByLabel("Lieu"),
  preparer: (page) => envoyer(page, "Convoquer"),
};

export const seance = {
  points: (page) => page.getByRole("navigation", { name: "Ordre du jour" }).getByRole("link"),
  ordre: (page) => page.getByText("Modifier l’ordre du jour ou la date"),
  urgence: (page) => page.getByLabel(/urgence/i).first(),
  convoquer: (page) => envoyer(page, /^(Convoquer|Envoyer)/),
  membres: (page) => page.getByText("Membres présents ou représentés").first(),
  presents: (page) => page.getByRole("group", { name: /Membres présents/ }).getByRole("checkbox"),
  presidence: (page) => page.getByLabel(/Présidence de la séance/),
  enregistrerPresences: (page) => envoyer(page, "Enregistrer les présences"),
  decision: (page, n) => page.locator(`#decision_${n}`),
  rang: (page, n) => page.locator(`#rang_${n}`),
  motif: (page, n) => page.locator(`#motif_${n}`),
  precision: (page, n) => page.locator(`#precision_${n}`),
  enregistrerDecisions: (page) => envoyer(page, "Enregistrer les décisions"),
  confirmer: (page) => page.getByLabel(/Je confirme la clôture/),
  clore: (page) => envoyer(page, "Clore et éditer le procès-verbal"),
  procesVerbal: (page) => page.getByRole("link", { name: "Procès-verbal" }),
  suivreOffre: (page) => page.getByRole("link", { name: "Suivre l’offre" }).first(),
};

export const offre = {
  envoyer: (page) => envoyer(page, "Enregistrer la notification"),
  echeance: (page) => page.getByText(/Réponse attendue/).first(),
  accepter: (page) => page.getByLabel(/^Accepte/).first(),
  enregistrerReponse: (page) => envoyer(page, /Enregistrer la réponse/),
  signeLe: (page) => page.getByLabel(/signé le|signature/i).first(),
  enregistrerBail: (page) => envoyer(page, /Enregistrer le bail/),
};

export const objectifs = {
  adresse: "/objectifs",
  chiffres: (page) => page.getByRole("main").locator('table a[href^="/objectifs/"]'),
};

/** Pages of each role that are only looked at: accessible, without error, fitting both widths. */
export const VUES = {
  agglo: ["/", "/demandes", "/logements", "/vacances/delais", "/objectifs", "/cotation", "/reservations", "/imports", "/imports/conflits", "/sources", "/parametres", "/objectifs/ecart", "/a-reporter", "/echanges-sne", "/profil"],
  bailleur: ["/", "/vacances", "/vacances/delais", "/seances", "/relances", "/logements", "/objectifs"],
  guichet: ["/", "/demandes", "/relances", "/guichet", "/guichet?q=a", "/guichet/pre-demande", "/demandes/a-renouveler"],
  caleol: ["/", "/seances"],
  admin: ["/", "/comptes", "/exploitation"],
  dpo: ["/", "/journal", "/exploitation"],
};
