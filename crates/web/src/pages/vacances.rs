//! `/vacances`: the vacancies within reach, and the form that declares one.

use std::cmp::Ordering;

use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use droit::jour::format_fr;
use droit::logement::TypeReservataire;
use droit::montant::group_thousands;
use gestion::declarer_vacance::{ChoixReservataire, DeclarationVacance, declarer_vacance, proposer_orientation};
use gestion::droits::Acte;
use gestion::habitat::libelle_titulaire;
use gestion::issue::Echec;
use gestion::lister_logements::{consulter_logement, lister_declarables};
use gestion::lister_vacances::{DemandeVacances, LigneVacance as Ligne, lister_vacances};
use serde::Deserialize;
use uuid::Uuid;

use super::demandes::choix_communes;
use super::formulaire::Champs;
use super::logements::choix;
use super::parcours_vacance::jours;
use crate::carte::Carte;
use crate::liste::{Liste, read_taille};
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Colonne, Etiquette, Pagination};
use crate::vues::vacance_declarer::VueVacanceDeclarer;
use crate::vues::vacances::{LigneVacance, VueVacances};

/// Candidates that the law asks for (CCH R. 441-3), to say whether a list is full.
const CANDIDATS: usize = 3;

pub fn routes(carte: Carte) -> Carte {
    carte.get("/vacances", list).get("/vacances/declarer", form).post("/vacances", declare)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Recherche {
    etape: String,
    demande: String,
    /// Words of the home, its address, its bailleur or its réservataire.
    q: String,
    commune: String,
    tri: String,
    taille: String,
    page: String,
}

/// An order of the list: its code in the address, and the comparison.
type Ordre = (&'static str, fn(&Ligne, &Ligne) -> Ordering);

/// Orders of the list, by the word of the address; `-` before it turns it round.
const TRIS: &[Ordre] = &[
    ("logement", |a, b| a.habitat.nom.cmp(&b.habitat.nom)),
    ("libre", |a, b| b.jours_vacants.cmp(&a.jours_vacants)),
    ("reservataire", |a, b| a.reservataire.cmp(&b.reservataire)),
    // Without a limit: last.
    ("echeance", |a, b| (a.echeance.is_none(), a.echeance).cmp(&(b.echeance.is_none(), b.echeance))),
    ("admissibles", |a, b| a.admissibles.cmp(&b.admissibles)),
    ("loyer", |a, b| a.total.cmp(&b.total)),
];

impl Recherche {
    /// Accents and case left aside: the words may stand anywhere, in any order.
    fn keeps(&self, row: &Ligne) -> bool {
        let here = [&row.habitat.nom, &row.habitat.adresse, &row.habitat.bailleur, &row.reservataire];
        let here = here.map(|text| plain(text)).join(" ");
        let wanted = plain(&self.q);
        let commune = self.commune.is_empty() || row.habitat.code_commune == self.commune;
        commune && wanted.split_whitespace().all(|word| here.contains(word))
    }

    /// Ties keep the order of the declarations.
    fn sort(&self, rows: &mut [Ligne]) {
        let (mot, tourne) = self.tri.strip_prefix('-').map_or((self.tri.as_str(), false), |mot| (mot, true));
        if let Some((_, ordre)) = TRIS.iter().find(|(known, _)| *known == mot) {
            rows.sort_by(|a, b| if tourne { ordre(b, a) } else { ordre(a, b) });
        }
    }

    fn with_liste<T>(&self, then: impl FnOnce(&Liste<'_>) -> T) -> T {
        let filtres = [("etape", self.etape.as_str()), ("demande", &self.demande), ("q", &self.q), ("commune", &self.commune)];
        then(&Liste { chemin: "/vacances", filtres: &filtres, tri: &self.tri, taille: read_taille(&self.taille) })
    }

    fn is_filtree(&self) -> bool {
        !self.q.trim().is_empty() || !self.commune.is_empty()
    }
}

async fn list(visite: Visite, Query(recherche): Query<Recherche>) -> Response {
    let asked = DemandeVacances {
        etats: if recherche.etape.is_empty() { Vec::new() } else { vec![recherche.etape.clone()] },
        pour_demande: Uuid::parse_str(&recherche.demande).ok(),
        closes: matches!(recherche.etape.as_str(), "louee" | "retiree"),
    };
    match lister_vacances(&visite.carbet, &visite.acteur, &asked).await {
        Ok(mut rows) => {
            let known = rows.len();
            rows.retain(|row| recherche.keeps(row));
            recherche.sort(&mut rows);
            visite.page(&dress(&visite, &recherche, &rows, known, asked.pour_demande.is_some()))
        }
        Err(echec) => visite.echec(echec),
    }
}

fn dress(visite: &Visite, recherche: &Recherche, rows: &[Ligne], known: usize, pour_menage: bool) -> VueVacances {
    let taille = usize::try_from(read_taille(&recherche.taille)).unwrap_or(usize::MAX);
    let pages = rows.len().div_ceil(taille).max(1);
    let page = recherche.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let shown = rows.iter().skip((page - 1) * taille).take(taille);
    let oldest = rows.iter().map(|r| r.jours_vacants).max().filter(|days| *days > 0);
    let (one, many) = match recherche.etape.as_str() {
        "louee" => ("logement loué", "logements loués"),
        "retiree" => ("logement retiré", "logements retirés"),
        _ => ("logement à attribuer", "logements à attribuer"),
    };
    let count = match rows.len() {
        0 => format!("Aucun {one}"),
        1 => format!("1 {one}"),
        n => format!("{} {many}", group_thousands(n as u64)),
    };
    let oldest = oldest.filter(|_| !matches!(recherche.etape.as_str(), "louee" | "retiree"));
    VueVacances {
        cadre: visite.cadre("Vacances"),
        resume: match oldest {
            Some(days) => format!("{count}, le plus ancien vacant depuis {}.", jours(days)),
            None => format!("{count}."),
        },
        peut_declarer: visite.acteur.portee(Acte::DeclarerVacance).is_some(),
        peut_voir_delais: visite.acteur.portee(Acte::ConsulterDelais).is_some(),
        pour_menage: pour_menage.then(|| "ce ménage".to_owned()),
        onglets: onglets(&recherche.etape),
        q: recherche.q.clone(),
        etape: recherche.etape.clone(),
        demande: recherche.demande.clone(),
        tri: recherche.tri.clone(),
        communes: choix_communes(&visite.carbet, "Toutes", &recherche.commune),
        filtree: recherche.is_filtree(),
        colonnes: recherche.with_liste(|liste| {
            vec![
                liste.colonne("Logement", "logement"),
                liste.colonne("Libre le", "libre"),
                liste.colonne("Réservataire", "reservataire"),
                Colonne::fixe("Étape"),
                liste.colonne("Échéance", "echeance"),
                liste.colonne("Admissibles", "admissibles").en_nombre(),
                liste.colonne("Loyer et charges", "loyer").en_nombre(),
            ]
        }),
        vide: vide(visite, recherche, known),
        lignes: shown.map(|row| ligne(row, visite.carbet.aujourd_hui())).collect(),
        pagination: Pagination {
            page: u32::try_from(page).unwrap_or(1),
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
            modele: recherche.with_liste(|liste| liste.modele()),
            resume: resume_page(rows.len(), page, taille),
            tailles: recherche.with_liste(|liste| liste.tailles()),
        },
    }
}

fn resume_page(count: usize, page: usize, taille: usize) -> String {
    match count {
        1 => "1 vacance".to_owned(),
        n if n <= taille => format!("{n} vacances"),
        n => format!("{n} vacances, de {} à {}", (page - 1) * taille + 1, (page * taille).min(n)),
    }
}

/// Why nothing is listed, and the next step of whoever reads.
fn vide(visite: &Visite, recherche: &Recherche, known: usize) -> (String, String) {
    let texts = if known > 0 {
        ("Aucune vacance ne répond à ces critères", "Effacez le texte ou la commune : la liste entière est juste derrière.")
    } else if !recherche.demande.is_empty() {
        (
            "Aucun logement possible en ce moment",
            "Aucune vacance ouverte n’admet ce ménage. Ouvrez une vacance pour lire la règle qui s’y oppose, ou élargissez sa demande avec lui.",
        )
    } else if matches!(recherche.etape.as_str(), "louee" | "retiree") {
        ("Rien dans cet onglet", "Une vacance y passe quand son bail est signé, ou quand elle est retirée avec un motif.")
    } else if visite.acteur.portee(Acte::DeclarerVacance).is_some() {
        (
            "Aucune vacance en cours",
            "Déclarez un logement libre ou bientôt libre : la liste ordonnée des ménages admissibles s’affiche aussitôt.",
        )
    } else {
        (
            "Aucun logement à désigner",
            "Un logement arrive ici quand un bailleur le déclare libre et que le flux vous l’oriente. Rien n’est attendu de vous.",
        )
    };
    (texts.0.to_owned(), texts.1.to_owned())
}

/// Lower case without accents, for a search.
fn plain(text: &str) -> String {
    let letter = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        '’' => '\'',
        other => other,
    };
    text.to_lowercase().chars().map(letter).collect()
}

fn ligne(row: &Ligne, jour: droit::jour::Jour) -> LigneVacance {
    let v = &row.vacance;
    let ton = match v.etat.as_str() {
        "louee" => Ton::Bon,
        "proposee" | "en_commission" => Ton::Info,
        "en_designation" if row.candidats >= CANDIDATS => Ton::Bon,
        "retiree" => Ton::Neutre,
        _ => Ton::Attention,
    };
    let echeance = match row.echeance {
        None => Etiquette::new("Sans échéance", Ton::Neutre),
        Some(limit) => {
            let left = (limit - jour).num_days();
            let ton = match left {
                i64::MIN..0 => Ton::Grave,
                0..7 => Ton::Attention,
                _ => Ton::Neutre,
            };
            Etiquette::new(if left < 0 { format!("Dépassée le {}", format_fr(limit)) } else { format_fr(limit) }, ton)
        }
    };
    LigneVacance {
        id: v.id.to_string(),
        logement: row.habitat.nom.clone(),
        adresse: row.habitat.adresse.clone(),
        libre_le: format_fr(v.disponible_le.unwrap_or(v.declaree_le)),
        duree: match row.jours_vacants {
            0 => "aujourd’hui".to_owned(),
            days if days < 0 => format!("dans {}", jours(-days)),
            days => jours(days),
        },
        reservataire: row.reservataire.clone(),
        bailleur: row.habitat.bailleur.clone(),
        etape: Etiquette::new(row.etat, ton),
        etape_detail: match row.candidats {
            0 => "aucun candidat".to_owned(),
            1 => "1 candidat".to_owned(),
            n => format!("{n} candidats"),
        },
        echeance,
        admissibles: group_thousands(row.admissibles as u64),
        loyer: row.total.to_string(),
    }
}

/// The running ones, then the two ends.
fn onglets(etape: &str) -> Vec<Choix> {
    [
        ("", "/vacances", "En cours"),
        ("louee", "/vacances?etape=louee", "Louées"),
        ("retiree", "/vacances?etape=retiree", "Retirées"),
    ]
    .into_iter()
    .map(|(code, adresse, libelle)| Choix { valeur: adresse.to_owned(), libelle: libelle.to_owned(), choisi: code == etape })
    .collect()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Depart {
    logement: String,
    q: String,
}

async fn form(visite: Visite, Query(depart): Query<Depart>) -> Response {
    let mut valeurs = vec![("logement".to_owned(), depart.logement.clone()), ("q".to_owned(), depart.q.clone())];
    if let Ok(id) = Uuid::parse_str(&depart.logement) {
        // The rent of the stock is proposed; the bailleur confirms the one of the lease.
        match consulter_logement(&visite.carbet, &visite.acteur, id).await {
            Ok(fiche) => {
                let home = &fiche.ligne.logement;
                for (name, amount) in [("loyer", home.loyer), ("loyer_annexes", home.loyer_annexes), ("charges", home.charges)] {
                    valeurs.push((name.to_owned(), amount.to_string().replace(['\u{a0}', '€'], "")));
                }
            }
            Err(echec) => return visite.echec(echec),
        }
    }
    show_form(&visite, Champs::new(valeurs), StatusCode::OK).await
}

async fn show_form(visite: &Visite, champs: Champs, status: StatusCode) -> Response {
    let chosen = champs.texte("logement").unwrap_or_default();
    let q = champs.texte("q");
    let homes = match lister_declarables(&visite.carbet, &visite.acteur, q.as_deref()).await {
        Ok(homes) => homes,
        Err(echec) => return visite.echec(echec),
    };
    let mut logements = vec![choix("", "Choisir un logement", &chosen)];
    let known = homes.iter().any(|h| h.logement.to_string() == chosen);
    logements.extend(homes.iter().map(|h| choix(&h.logement.to_string(), &format!("{}, {}", h.nom, h.adresse), &chosen)));
    let mut orientation = String::new();
    if let Ok(id) = Uuid::parse_str(&chosen) {
        match proposer_orientation(&visite.carbet, &visite.acteur, id).await {
            Ok(found) => orientation = found.motif,
            Err(Echec::Introuvable) => {}
            Err(echec) => return visite.echec(echec),
        }
        if !known
            && let Ok(fiche) = consulter_logement(&visite.carbet, &visite.acteur, id).await
            && fiche.ligne.peut_declarer
        {
            let h = &fiche.ligne.habitat;
            logements.push(choix(&chosen, &format!("{}, {}", h.nom, h.adresse), &chosen));
        }
    }
    let vue = VueVacanceDeclarer {
        cadre: visite.cadre("Déclarer une vacance"),
        q: q.unwrap_or_default(),
        logements,
        reservataires: reservataires(visite, &visite.acteur.organisation, &champs.texte("reservataire").unwrap_or_default()),
        orientation,
        saisie: champs.into_saisie(),
    };
    visite.page_with(status, &vue)
}

/// The flow first, then every holder of a convention with this bailleur, then the bailleur itself.
pub(super) fn reservataires(visite: &Visite, bailleur: &str, choisi: &str) -> Vec<Choix> {
    let mut list = vec![choix("", "Selon le flux", choisi)];
    list.extend(titulaires(visite, bailleur, choisi));
    list
}

pub(super) fn titulaires(visite: &Visite, bailleur: &str, choisi: &str) -> Vec<Choix> {
    let regles = visite.carbet.regles();
    let name = |code: &str, kind: TypeReservataire| libelle_titulaire(&regles.territoire, Some(code), Some(kind.code()));
    let mut list: Vec<Choix> = Vec::new();
    for c in regles.territoire.conventions_de(bailleur, visite.carbet.aujourd_hui()) {
        let value = format!("{}|{}", c.reservataire, c.type_reservataire.code());
        if !list.iter().any(|known| known.valeur == value) {
            list.push(choix(&value, &name(&c.reservataire, c.type_reservataire), choisi));
        }
    }
    let own = format!("{bailleur}|{}", TypeReservataire::Aucun.code());
    list.push(choix(&own, &name(bailleur, TypeReservataire::Aucun), choisi));
    list
}

/// Reads `code|type`; `None` when it is not one.
pub(super) fn read_titulaire(value: &str, motif: Option<String>) -> Option<ChoixReservataire> {
    let (code, kind) = value.split_once('|')?;
    Some(ChoixReservataire {
        reservataire: code.to_owned(),
        type_reservataire: TypeReservataire::from_code(kind)?,
        motif: motif.unwrap_or_default(),
    })
}

async fn declare(visite: Visite, Form(mut champs): Form<Champs>) -> Response {
    let logement = champs.texte("logement").and_then(|id| Uuid::parse_str(&id).ok());
    if logement.is_none() {
        champs.erreur("logement", "Choisissez le logement libre dans la liste.");
    }
    let disponible_le = champs.jour_requis("libre_le");
    let reponse_avant_le = champs.jour("proposition_avant");
    let conge_le = champs.jour("conge_le");
    let etat_des_lieux_le = champs.jour("etat_des_lieux_le");
    let premiere_location = champs.texte("premiere_location").as_deref() == Some("oui");
    let loyer = champs.montant("loyer", true);
    let loyer_annexes = champs.montant("loyer_annexes", false);
    let charges = champs.montant("charges", true);
    let holder = champs.texte("reservataire");
    let choix = holder.as_deref().and_then(|value| read_titulaire(value, champs.texte("motif")));
    if holder.is_some() && choix.is_none() {
        champs.erreur("reservataire", "Choisissez un réservataire de la liste, ou laissez le flux proposer.");
    }
    let (Some(logement), Some(disponible_le), Some(loyer), Some(loyer_annexes), Some(charges), false) =
        (logement, disponible_le, loyer, loyer_annexes, charges, champs.has_erreurs())
    else {
        return show_form(&visite, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let cle = champs.texte("cle_idempotence");
    let demande = DeclarationVacance {
        logement,
        disponible_le,
        loyer,
        loyer_annexes,
        charges,
        choix,
        reponse_avant_le,
        premiere_location,
        conge_le,
        etat_des_lieux_le,
        cle,
    };
    match declarer_vacance(&visite.carbet, &visite.acteur, demande).await {
        Ok(id) => visite.then(
            &format!("/vacances/{id}"),
            "Vacance déclarée",
            "Le logement est orienté ; les ménages admissibles sont classés ci-dessous.",
        ),
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "logement");
            show_form(&visite, champs, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(echec) => visite.echec(echec),
    }
}
