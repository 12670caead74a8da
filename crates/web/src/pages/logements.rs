//! `/logements`: the stock, and a home's card.

use axum::extract::{Path, Query};
use axum::response::Response;
use droit::demande::Typologie;
use droit::jour::format_fr;
use droit::logement::Produit;
use droit::montant::group_thousands;
use gestion::droits::{Acte, Portee};
use gestion::exporter_logements::export_logements;
use gestion::habitat::{libelle_reservataire, sigle};
use gestion::issue::Echec;
use gestion::lister_logements::{
    DemandeParc, FicheLogement, FiltreLogement, LigneParc, PAR_PAGE, PageParc, TriLogement, consulter_logement, lister_logements,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::carte::Carte;
use crate::visite::{Visite, address_filtree};
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Colonne, Etiquette, Evenement, Ligne, Pagination};
use crate::vues::logement::VueLogement;
use crate::vues::logements::{LigneLogement, VueLogements};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/logements", list).get("/logements.xlsx", export).get("/logements/{id}", show)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Recherche {
    q: String,
    commune: String,
    bailleur: String,
    typologie: String,
    produit: String,
    qpv: String,
    etat: String,
    tri: String,
    page: String,
}

/// Words of the address for each order.
const TRIS: &[(&str, TriLogement)] = &[
    ("commune", TriLogement::Commune),
    ("adresse", TriLogement::Adresse),
    ("typologie", TriLogement::Typologie),
    ("surface", TriLogement::Surface),
    ("loyer", TriLogement::Loyer),
];

impl Recherche {
    fn demande(&self) -> DemandeParc {
        let text = |value: &str| Some(value.trim().to_owned()).filter(|v| !v.is_empty());
        let (name, decroissant) = self.tri.strip_prefix('-').map_or((self.tri.as_str(), false), |name| (name, true));
        let filtre = FiltreLogement {
            texte: text(&self.q),
            bailleur: text(&self.bailleur),
            commune: text(&self.commune),
            typologie: Typologie::from_code(&self.typologie),
            produit: Produit::from_code(&self.produit),
            en_qpv: match self.qpv.as_str() {
                "oui" => Some(true),
                "non" => Some(false),
                _ => None,
            },
            etat: text(&self.etat),
            reservataire: None,
            tri: TRIS.iter().find(|(word, _)| *word == name).map_or(TriLogement::Commune, |(_, tri)| *tri),
            decroissant,
        };
        DemandeParc { filtre, page: self.page.parse().unwrap_or(1) }
    }

    fn has_filtre(&self) -> bool {
        let set = [&self.q, &self.commune, &self.bailleur, &self.typologie, &self.produit, &self.qpv, &self.etat];
        set.iter().any(|value| !value.is_empty())
    }

    /// The address of this search, under another order, ending where the page goes.
    fn adresse(&self, tri: &str) -> String {
        let parts = [
            ("q", self.q.as_str()),
            ("commune", &self.commune),
            ("bailleur", &self.bailleur),
            ("typologie", &self.typologie),
            ("produit", &self.produit),
            ("qpv", &self.qpv),
            ("etat", &self.etat),
            ("tri", tri),
        ];
        address_filtree("/logements", &parts)
    }

    fn colonne(&self, libelle: &str, mot: &str) -> Colonne {
        let now = if self.tri.is_empty() { "commune" } else { self.tri.as_str() };
        let (sens, next) = if now == mot {
            ("ascending", format!("-{mot}"))
        } else if now.strip_prefix('-') == Some(mot) {
            ("descending", mot.to_owned())
        } else {
            ("none", mot.to_owned())
        };
        Colonne::triable(libelle, self.adresse(&next).trim_end_matches('&'), sens)
    }
}

async fn list(visite: Visite, Query(recherche): Query<Recherche>) -> Response {
    match lister_logements(&visite.carbet, &visite.acteur, &recherche.demande()).await {
        Ok(page) => visite.page(&dress(&visite, &recherche, page)),
        Err(echec) => visite.echec(echec),
    }
}

async fn export(visite: Visite, Query(recherche): Query<Recherche>) -> Response {
    visite.send(export_logements(&visite.carbet, &visite.acteur, &recherche.demande()).await)
}

fn dress(visite: &Visite, recherche: &Recherche, page: PageParc) -> VueLogements {
    let regles = visite.carbet.regles();
    let territoire = &regles.territoire;
    let own = visite.acteur.portee(Acte::ConsulterLogements) == Some(Portee::Organisation);
    let mut communes = vec![choix("", "Toutes", &recherche.commune)];
    communes.extend(territoire.communes().iter().map(|c| choix(&c.code, &c.nom, &recherche.commune)));
    let mut bailleurs = Vec::new();
    if !own {
        bailleurs.push(choix("", "Tous", &recherche.bailleur));
    }
    bailleurs.extend(
        territoire
            .bailleurs()
            .filter(|b| !own || b.code == visite.acteur.organisation)
            .map(|b| choix(&b.code, &b.sigle, &recherche.bailleur)),
    );
    let mut typologies = vec![choix("", "Toutes", &recherche.typologie)];
    typologies.extend(Typologie::ALL.iter().map(|t| choix(t.code(), t.libelle(), &recherche.typologie)));
    let mut produits = vec![choix("", "Tous", &recherche.produit)];
    produits.extend(Produit::ALL.iter().map(|p| choix(p.code(), p.code(), &recherche.produit)));
    let first = (page.page - 1) * PAR_PAGE + 1;
    let last = (page.page * PAR_PAGE).min(page.total);
    let vacants = if page.vacants > 0 { format!(", dont {} vacants", group_thousands(page.vacants)) } else { String::new() };
    VueLogements {
        cadre: visite.cadre("Logements"),
        resume: format!("{} logements{vacants}.", group_thousands(page.total)),
        q: recherche.q.clone(),
        communes,
        bailleurs,
        typologies,
        produits,
        qpv: Choix::list(&[("", "Partout"), ("oui", "En QPV"), ("non", "Hors QPV")], &recherche.qpv),
        etats: Choix::list(
            &[("", "Tous"), ("loue", "Loué"), ("vacant", "Vacant"), ("hors_location", "Hors location")],
            &recherche.etat,
        ),
        filtree: recherche.has_filtre(),
        tri: recherche.tri.clone(),
        export: recherche
            .adresse(&recherche.tri)
            .replacen("/logements", "/logements.xlsx", 1)
            .trim_end_matches(['&', '?'])
            .to_owned(),
        colonnes: vec![
            recherche.colonne("Résidence", "adresse"),
            recherche.colonne("Commune", "commune"),
            recherche.colonne("Typologie", "typologie"),
            Colonne::fixe("Bailleur"),
            Colonne::fixe("Produit"),
            Colonne::fixe("À savoir"),
            recherche.colonne("Loyer", "loyer").en_nombre(),
            Colonne::fixe("Vacance"),
        ],
        lignes: page.lignes.iter().map(ligne).collect(),
        pagination: Pagination {
            page: u32::try_from(page.page).unwrap_or(u32::MAX),
            pages: u32::try_from(page.pages).unwrap_or(u32::MAX),
            modele: format!("{}page=", recherche.adresse(&recherche.tri)),
            resume: if page.total == 0 {
                "Aucun logement".to_owned()
            } else {
                format!("{} logements, de {} à {}", group_thousands(page.total), group_thousands(first), group_thousands(last))
            },
            tailles: Vec::new(),
        },
    }
}

fn ligne(row: &LigneParc) -> LigneLogement {
    LigneLogement {
        id: row.habitat.logement.to_string(),
        residence: row.habitat.residence.clone(),
        adresse: row.habitat.adresse.clone(),
        commune: row.habitat.commune.clone(),
        secteur: row.habitat.secteur.clone(),
        typologie: row.habitat.typologie.clone(),
        surface: format!("{} m²", row.logement.surface),
        bailleur: row.habitat.bailleur.clone(),
        produit: row.logement.produit.code().to_owned(),
        etiquettes: etiquettes(row),
        loyer: row.logement.loyer.to_string(),
        vacance: row.vacance.map(|id| id.to_string()),
        peut_declarer: row.peut_declarer,
    }
}

fn etiquettes(row: &LigneParc) -> Vec<Etiquette> {
    let home = &row.logement;
    let mut tags = vec![match (&home.qpv, home.qpv_connu) {
        (Some(_), _) => Etiquette::new("En QPV", Ton::Attention),
        (None, true) => Etiquette::new("Hors QPV", Ton::Info),
        (None, false) => Etiquette::new("QPV à vérifier", Ton::Neutre),
    }];
    if let Some(le) = row.absent_depuis {
        tags.push(Etiquette::new(format!("Absent du fichier du parc au {}", format_fr(le)), Ton::Attention));
    }
    match row.etat.as_str() {
        "vacant" => tags.push(Etiquette::new("Vacant", Ton::Attention)),
        "hors_location" => tags.push(Etiquette::new("Hors location", Ton::Neutre)),
        _ => {}
    }
    if home.adapte == Some(true) {
        tags.push(Etiquette::new("Adapté", Ton::Info));
    }
    if home.foyer {
        tags.push(Etiquette::new("Foyer", Ton::Neutre));
    }
    tags
}

async fn show(visite: Visite, Path(id): Path<String>) -> Response {
    let Ok(id) = Uuid::parse_str(&id) else {
        return visite.echec(Echec::Introuvable);
    };
    match consulter_logement(&visite.carbet, &visite.acteur, id).await {
        Ok(fiche) => visite.page(&dress_fiche(&visite, &fiche)),
        Err(echec) => visite.echec(echec),
    }
}

fn dress_fiche(visite: &Visite, fiche: &FicheLogement) -> VueLogement {
    let (row, home) = (&fiche.ligne, &fiche.ligne.logement);
    let regles = visite.carbet.regles();
    let optional = |libelle: &str, value: Option<String>| Ligne { libelle: libelle.to_owned(), valeur: value };
    let mut tags = vec![Etiquette::new(home.produit.code(), Ton::Neutre)];
    tags.extend(etiquettes(row));
    let mut histoire: Vec<(droit::jour::Jour, Evenement)> = Vec::new();
    for v in &fiche.vacances {
        let holder = libelle_reservataire(&regles.territoire, v);
        histoire.push((v.declaree_le, evenement(v.declaree_le, "Vacance déclarée", &format!("Orientée : {holder}"), Ton::Info)));
        if let Some(le) = v.close_le.filter(|_| v.etat == "retiree") {
            histoire.push((le, evenement(le, "Vacance retirée", "", Ton::Neutre)));
        }
    }
    histoire.extend(fiche.baux.iter().map(|b| (b.signe_le, evenement(b.signe_le, "Bail signé", "", Ton::Bon))));
    histoire.sort_by_key(|(le, _)| std::cmp::Reverse(*le));
    VueLogement {
        cadre: visite.cadre(&row.habitat.nom),
        id: row.habitat.logement.to_string(),
        adresse: row.habitat.adresse.clone(),
        etiquettes: tags,
        description: vec![
            Ligne::new("Bailleur", &row.habitat.bailleur),
            Ligne::new("Secteur", &row.habitat.secteur),
            Ligne::new("Typologie", &row.habitat.typologie),
            Ligne::new("Surface", &format!("{} m²", home.surface)),
            Ligne::new("Produit", home.produit.libelle()),
            Ligne::new("Genre", if home.individuel { "Maison" } else { "Appartement" }),
            optional("Étage", home.etage.map(etage)),
            optional("Ascenseur", home.ascenseur.map(oui_non)),
            optional("Adapté", home.adapte.map(oui_non)),
            Ligne::new("Construit en", &home.annee_construction.to_string()),
            optional("Conventionné le", home.conventionne_le.map(format_fr)),
            optional("Identifiant RPLS", home.rpls.clone()),
            optional("Référence du bailleur", fiche.reference.clone()),
            optional("Réservataire", row.reservataire.as_deref().map(|code| sigle(&regles.territoire, code))),
        ],
        loyer: vec![
            Ligne::new("Loyer principal", &home.loyer.to_string()),
            Ligne::new("Annexes", &home.loyer_annexes.to_string()),
            Ligne::new("Charges", &home.charges.to_string()),
            Ligne::new("Total", &(home.loyer + home.loyer_annexes + home.charges).to_string()),
        ],
        vacance: row.vacance.map(|id| id.to_string()),
        peut_declarer: row.peut_declarer,
        histoire: histoire.into_iter().map(|(_, event)| event).collect(),
    }
}

fn evenement(le: droit::jour::Jour, titre: &str, detail: &str, ton: Ton) -> Evenement {
    Evenement::new(&format_fr(le), &le.to_string(), titre, detail, ton)
}

pub(super) fn etage(etage: i8) -> String {
    match etage {
        0 => "rez-de-chaussée".to_owned(),
        1 => "1er étage".to_owned(),
        other if other < 0 => format!("sous-sol ({other})"),
        other => format!("{other}e étage"),
    }
}

pub(super) fn oui_non(value: bool) -> String {
    if value { "oui" } else { "non" }.to_owned()
}

pub(super) fn choix(valeur: &str, libelle: &str, choisi: &str) -> Choix {
    Choix { valeur: valeur.to_owned(), libelle: libelle.to_owned(), choisi: valeur == choisi }
}
