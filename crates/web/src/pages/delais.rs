//! `/vacances/delais`: where the days of vacancy go.

use axum::extract::Query;
use axum::response::Response;
use droit::jour::format_fr;
use droit::montant::group_thousands;
use droit::vacance::{EtapeVacance, Repartition};
use gestion::consulter_delais::{self, Delais, FiltreDelais, LigneDelai as Ligne, consulter_delais};
use gestion::droits::{Acte, Portee};
use gestion::exporter_delais::{export_delais, format_dixiemes};
use serde::Deserialize;

use super::logements::choix;
use super::parcours_vacance::{CONVENTION, jours};
use crate::carte::Carte;
use crate::visite::{Visite, address_filtree};
use crate::vues::cadre::Ton;
use crate::vues::composants::{BarreJours, Choix, Colonne, Etiquette, GraphiqueJours, Pagination, Tuile};
use crate::vues::delais::{BilanVue, LigneBilan, LigneDelai, VueDelais};

/// Vacancies of one page.
const PAR_PAGE: usize = 50;

pub fn routes(carte: Carte) -> Carte {
    carte.get("/vacances/delais", show).get("/vacances/delais.xlsx", export)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Recherche {
    bailleur: String,
    commune: String,
    etape: String,
    reservataire: String,
    longues: String,
    annee: String,
    tri: String,
    page: String,
}

impl Recherche {
    fn filtre(&self) -> FiltreDelais {
        FiltreDelais {
            bailleur: self.bailleur.clone(),
            commune: self.commune.clone(),
            etape: self.etape.clone(),
            reservataire: self.reservataire.clone(),
            longues: self.longues == "oui",
            tri: self.tri.clone(),
            annee: self.annee.parse().ok().filter(|year| (1990..=2200).contains(year)),
        }
    }

    /// The address of this list under another order, ending where a page goes.
    fn adresse(&self, path: &str, tri: &str) -> String {
        let parts = [
            ("bailleur", self.bailleur.as_str()),
            ("commune", &self.commune),
            ("etape", &self.etape),
            ("reservataire", &self.reservataire),
            ("longues", &self.longues),
            ("annee", &self.annee),
            ("tri", tri),
        ];
        address_filtree(path, &parts)
    }

    /// Ages and rents run from the largest, the rest in the order of the words.
    fn colonne(&self, libelle: &str, mot: &str) -> Colonne {
        let largest = matches!(mot, "jours" | "loyer");
        let current = if self.tri.is_empty() { "jours" } else { &self.tri };
        let (first, second) = if largest { ("descending", "ascending") } else { ("ascending", "descending") };
        let (sens, next) = if current == mot {
            (first, format!("-{mot}"))
        } else if current.strip_prefix('-') == Some(mot) {
            (second, mot.to_owned())
        } else {
            ("none", mot.to_owned())
        };
        Colonne::triable(libelle, self.adresse("/vacances/delais", &next).trim_end_matches('&'), sens)
    }
}

async fn show(visite: Visite, Query(recherche): Query<Recherche>) -> Response {
    match consulter_delais(&visite.carbet, &visite.acteur, &recherche.filtre()).await {
        Ok(found) => visite.page(&dress(&visite, &recherche, &found)),
        Err(echec) => visite.echec(echec),
    }
}

async fn export(visite: Visite, Query(recherche): Query<Recherche>) -> Response {
    visite.send(export_delais(&visite.carbet, &visite.acteur, &recherche.filtre()).await)
}

fn dress(visite: &Visite, recherche: &Recherche, found: &Delais) -> VueDelais {
    let pages = found.lignes.len().div_ceil(PAR_PAGE).max(1);
    let page = recherche.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let filtre = recherche.filtre();
    let portee = visite.acteur.portee(Acte::ConsulterDelais);
    let count = found.lignes.len();
    let months = found.mois_longue;
    let list = |first: &str, pairs: &[(String, String)], chosen: &str| -> Vec<Choix> {
        let mut list = vec![choix("", first, chosen)];
        list.extend(pairs.iter().map(|(code, name)| choix(code, name, chosen)));
        list
    };
    let mut etapes = vec![choix("", "Toutes", &recherche.etape)];
    let waited = EtapeVacance::ALL
        .iter()
        .filter(|e| **e >= EtapeVacance::TravauxFin && !matches!(**e, EtapeVacance::Livraison | EtapeVacance::Entree));
    etapes.extend(waited.map(|e| choix(e.code(), e.attente(), &recherche.etape)));
    VueDelais {
        cadre: visite.cadre("Délais de vacance"),
        resume: resume(count, found.longues, months),
        tuiles: tuiles(recherche, found),
        bailleurs: if portee == Some(Portee::Organisation) {
            Vec::new()
        } else {
            list("Tous", &found.bailleurs, &recherche.bailleur)
        },
        communes: list("Toutes", &found.communes, &recherche.commune),
        etapes,
        reservataires: if portee == Some(Portee::Contingent) && found.reservataires.len() < 2 {
            Vec::new()
        } else {
            list("Tous", &found.reservataires, &recherche.reservataire)
        },
        longues: filtre.longues,
        libelle_longues: format!("Plus de {months} mois"),
        annees: found
            .bilan
            .annees
            .iter()
            .map(|year| choix(&year.to_string(), &year.to_string(), &found.bilan.annee.to_string()))
            .collect(),
        tri: recherche.tri.clone(),
        filtree: !filtre.is_vide(),
        tableur: recherche.adresse("/vacances/delais.xlsx", &recherche.tri).trim_end_matches(['&', '?']).to_owned(),
        colonnes: vec![
            recherche.colonne("Logement", "logement"),
            recherche.colonne("Vacance", "jours").en_nombre(),
            recherche.colonne("Étape en cours", "etape"),
            recherche.colonne("Attendu de", "attendu"),
            Colonne::fixe("Réservataire"),
            recherche.colonne("Loyer perdu", "loyer").en_nombre(),
        ],
        vide: vide(visite, found),
        lignes: found.lignes.iter().skip((page - 1) * PAR_PAGE).take(PAR_PAGE).map(|row| ligne(visite, row, months)).collect(),
        pagination: Pagination {
            page: u32::try_from(page).unwrap_or(1),
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
            modele: format!("{}page=", recherche.adresse("/vacances/delais", &recherche.tri)),
            resume: match count {
                1 => "1 vacance".to_owned(),
                n => format!("{} vacances", group_thousands(n as u64)),
            },
            tailles: Vec::new(),
        },
        bilan: bilan(found),
        convention: CONVENTION.to_owned(),
    }
}

fn resume(count: usize, longues: usize, months: u32) -> String {
    match (count, longues) {
        (0, _) => "Aucune vacance en cours.".to_owned(),
        (1, 0) => format!("1 vacance en cours, depuis {months} mois au plus."),
        (1, _) => format!("1 vacance en cours, depuis plus de {months} mois."),
        (n, 0) => format!("{} vacances en cours, aucune depuis plus de {months} mois.", group_thousands(n as u64)),
        (n, long) => {
            let long = group_thousands(long as u64);
            format!("{} vacances en cours, {long} depuis plus de {months} mois.", group_thousands(n as u64))
        }
    }
}

fn tuiles(recherche: &Recherche, found: &Delais) -> Vec<Tuile> {
    let here = recherche.adresse("/vacances/delais", &recherche.tri).trim_end_matches(['&', '?']).to_owned();
    let long = Recherche { longues: "oui".to_owned(), ..recherche.clone() }.adresse("/vacances/delais", &recherche.tri);
    let tone = if found.longues > 0 { Ton::Grave } else { Ton::Bon };
    let rents = Recherche { tri: "loyer".to_owned(), ..recherche.clone() };
    let median =
        found.bilan.total.repartition.map_or_else(|| "–".to_owned(), |r| format!("{} j", format_dixiemes(r.mediane_dixiemes)));
    vec![
        Tuile::new(&group_thousands(found.lignes.len() as u64), "Vacances en cours", "sous ces filtres", &here, Ton::Neutre),
        Tuile::new(
            &group_thousands(found.longues as u64),
            &format!("Plus de {} mois", found.mois_longue),
            "depuis que le logement est libre",
            long.trim_end_matches('&'),
            tone,
        ),
        Tuile::new(
            &found.loyer_perdu.to_string(),
            "Loyer perdu à ce jour",
            "sans les charges",
            rents.adresse("/vacances/delais", "loyer").trim_end_matches('&'),
            Ton::Neutre,
        ),
        Tuile::new(
            &median,
            &format!("Durée médiane, loués en {}", found.bilan.annee),
            "de libre à loué",
            &format!("{here}#titre-bilan"),
            Ton::Neutre,
        ),
    ]
}

/// Why nothing is listed, and the next step of whoever reads.
fn vide(visite: &Visite, found: &Delais) -> (String, String) {
    let texts = if found.en_tout > 0 {
        ("Aucune vacance ne répond à ces critères", "Effacez les filtres : la liste entière est juste derrière.")
    } else if visite.acteur.portee(Acte::DeclarerVacance).is_some() {
        ("Aucune vacance en cours", "Déclarez un logement libre ou bientôt libre : ses délais se comptent aussitôt.")
    } else {
        ("Aucune vacance en cours", "Un logement arrive ici quand un bailleur le déclare libre. Rien n’est attendu de vous.")
    };
    (texts.0.to_owned(), texts.1.to_owned())
}

fn ligne(visite: &Visite, row: &Ligne, months: u32) -> LigneDelai {
    let ahead = row.duree.libre_le > visite.carbet.aujourd_hui();
    LigneDelai {
        id: if row.peut_ouvrir { row.vacance.id.to_string() } else { String::new() },
        logement: row.habitat.nom.clone(),
        adresse: row.habitat.adresse.clone(),
        jours: if ahead { "pas encore libre".to_owned() } else { jours(row.duree.total) },
        depuis: format!("{} {}", if ahead { "libre le" } else { "depuis le" }, format_fr(row.duree.libre_le)),
        alerte: row.longue.then(|| Etiquette::new(format!("Plus de {months} mois"), Ton::Grave)),
        etape: row.etape.attente().to_owned(),
        jours_etape: if ahead { String::new() } else { format!("depuis {}", jours(row.jours_etape)) },
        attendu: row.attendu.clone(),
        reservataire: row.reservataire.clone(),
        bailleur: row.habitat.bailleur.clone(),
        loyer_perdu: row.loyer_perdu.to_string(),
    }
}

fn bilan(found: &Delais) -> BilanVue {
    let b = &found.bilan;
    let barres = b
        .etapes
        .iter()
        .filter(|e| !e.preavis)
        .filter_map(|e| e.repartition.map(|r| (e, r)))
        .map(|(e, r)| BarreJours {
            libelle: e.libelle.to_owned(),
            dixiemes: u32::try_from(r.moyenne_dixiemes).unwrap_or(0),
            texte: format_dixiemes(r.moyenne_dixiemes),
        })
        .collect();
    let homes = match b.louees {
        1 => "1 logement loué".to_owned(),
        n => format!("{} logements loués", group_thousands(u64::from(n))),
    };
    let mut resume = match b.retirees {
        0 => format!("{homes}."),
        1 => format!("{homes} ; 1 retiré, compté à part."),
        n => format!("{homes} ; {n} retirés, comptés à part."),
    };
    if let Some(total) = &b.total.repartition {
        resume.push_str(&format!(
            " Durée de la vacance : {} jours au milieu, {} en moyenne.",
            format_dixiemes(total.mediane_dixiemes),
            format_dixiemes(total.moyenne_dixiemes)
        ));
    }
    if let (Some(long), Some(lost)) = (b.longues, b.loyer_perdu) {
        resume.push_str(&format!(" Après plus de {} mois de vacance : {long}. Loyer perdu : {lost}.", found.mois_longue));
    }
    let mut note = "Médiane : autant de logements au-dessus qu’au-dessous. Un logement dont l’étape n’est pas datée n’entre pas dans la ligne de cette étape.".to_owned();
    if b.seuil > 1 {
        note.push_str(&format!(" En dessous de {} logements, aucune durée n’est montrée (–).", b.seuil));
    }
    if b.non_reparties > 0 {
        note.push_str(&format!(
            " Jours par acteur : hors logements dont les dates ne donnent pas tous les jours à quelqu’un ({}).",
            b.non_reparties
        ));
    }
    BilanVue {
        titre: format!("Logements loués en {}", b.annee),
        resume,
        vide: b.louees == 0,
        graphique: GraphiqueJours {
            description: format!(
                "Jours moyens de vacance par étape, logements loués en {}. Les chiffres sont dans le tableau à côté.",
                b.annee
            ),
            barres,
        },
        etapes: b.etapes.iter().map(ligne_bilan).collect(),
        acteurs: b.acteurs.iter().map(ligne_bilan).collect(),
        note,
    }
}

fn ligne_bilan(row: &consulter_delais::LigneBilan) -> LigneBilan {
    let told =
        |pick: fn(&Repartition) -> i64| row.repartition.as_ref().map_or_else(|| "–".to_owned(), |r| format_dixiemes(pick(r)));
    LigneBilan {
        libelle: row.libelle.to_owned(),
        acteur: row.acteur.to_owned(),
        nombre: row.nombre.to_string(),
        mediane: told(|r| r.mediane_dixiemes),
        moyenne: told(|r| r.moyenne_dixiemes),
    }
}
