//! The rules of the territory that apply on a day, one line each, or one line for rules of the same kind.

use droit::cotation::StatutGrille;
use droit::jour::Jour;
use droit::territoire::{Adoption, Objectif, PorteeObjectif, StatutRegle, Territoire};

use super::{EtatValeur, ListeLocale, RangVu, ValeurAppliquee};
use crate::charger_territoire::Regles;
use crate::habitat::sigle;

/// What a rule to be confirmed waits for.
const EPCI: &str = "Attend la confirmation de l’EPCI sur le texte adopté.";
const JURISTE: &str = "Attend la relecture d’un juriste.";
const CONVENTION: &str = "Attend la relecture de la convention intercommunale d’attribution.";
const PREFET: &str = "Attend l’arrêté du préfet.";
const REGLEMENT: &str = "Attend le règlement intérieur du bailleur.";
const USAGE: &str = "Attend l’usage convenu entre bailleurs et réservataires.";

/// Articles of the rules that the files of the territory cite by their source only.
const USAGE_LOCAL: &str = "Usage local";
const ATTRIBUTIONS: &str = "CCH L. 441-1";

/// A kind of rule: its code, its name, its article, and what waits when it is to be confirmed.
#[derive(Clone, Copy)]
struct Genre {
    code: &'static str,
    nom: &'static str,
    article: &'static str,
    attend: &'static str,
}

const fn genre(code: &'static str, nom: &'static str, article: &'static str, attend: &'static str) -> Genre {
    Genre { code, nom, article, attend }
}

pub(super) fn list_locales(regles: &Regles, jour: Jour, annee: u16) -> Vec<ValeurAppliquee> {
    let t = &regles.territoire;
    let mut found: Vec<ValeurAppliquee> = t.objectifs_de(annee).map(|o| objectif(t, o)).collect();
    found.push(grille(regles));
    found.extend(pratiques(t, jour));
    found.extend(lieux_et_organisations(t, jour));
    found
}

/// The local list of priority publics in its order; `None` when the territory ranks none.
pub(super) fn build_liste(regles: &Regles, jour: Jour) -> Option<ListeLocale> {
    let found = regles.territoire.hierarchie(jour)?;
    let rangs = found.rangs.iter().map(|r| RangVu {
        rang: r.rang,
        libelle: r.libelle.clone(),
        publics: r.publics.iter().map(|p| p.libelle().to_owned()).collect(),
    });
    Some(ListeLocale {
        rangs: rangs.collect(),
        au: found.adoption.depuis,
        etat: etat(found.adoption.statut),
        validee_en_cih_le: found.validee_en_cih_le,
        source: found.adoption.source.clone(),
    })
}

fn objectif(t: &Territoire, o: &Objectif) -> ValeurAppliquee {
    let pour = match &o.portee {
        PorteeObjectif::Epci => "ensemble du territoire".to_owned(),
        PorteeObjectif::ChaqueBailleur => {
            let names: Vec<String> = t.bailleurs().map(|b| sigle(t, &b.code)).collect();
            format!("chaque bailleur ({})", names.join(", "))
        }
        PorteeObjectif::ChaqueReservataire => "chaque réservataire".to_owned(),
        PorteeObjectif::Bailleur(code) | PorteeObjectif::Reservataire(code) => sigle(t, code),
        PorteeObjectif::Secteur(code) => {
            let nom = t.secteurs.iter().find(|s| s.code == *code).map_or(code, |s| &s.nom);
            format!("secteur {nom}")
        }
    };
    let kind = genre("objectif_local", "", ATTRIBUTIONS, CONVENTION);
    ValeurAppliquee {
        nom: format!("Objectif {} : {}", o.code.code(), pour),
        article: o.article.clone(),
        ..une(kind, &o.adoption, format!("{} des attributions. {}.", o.taux, o.code.libelle()))
    }
}

/// The grid of points; its file names no source.
fn grille(regles: &Regles) -> ValeurAppliquee {
    let grille = &regles.grille;
    let (etat, suite) = match grille.statut {
        StatutGrille::Projet => (EtatValeur::AConfirmer, "Attend la délibération de l’EPCI."),
        StatutGrille::Demonstration => (EtatValeur::Demonstration, "À remplacer par la grille que l’EPCI délibère."),
        StatutGrille::Adoptee => (EtatValeur::Adoptee, ""),
    };
    ValeurAppliquee {
        code: "grille",
        nom: "Grille de cotation".to_owned(),
        article: "CCH L. 441-2-8".to_owned(),
        valeur: format!("{} critères. Lire la page Cotation.", grille.criteres.len()),
        au: Some(grille.en_vigueur),
        etat,
        provisoire: false,
        texte: String::new(),
        source: format!("Version {} de la grille", grille.version),
        suite: suite.to_owned(),
    }
}

/// Local practice and local values.
fn pratiques(t: &Territoire, jour: Jour) -> Vec<ValeurAppliquee> {
    let mut found = Vec::new();
    if let Some(h) = t.hierarchie(jour) {
        let kind = genre("publics_prioritaires", "Ordre local des publics prioritaires", ATTRIBUTIONS, EPCI);
        found.push(une(kind, &h.adoption, format!("{} rangs, écrits plus bas dans leur ordre.", h.rangs.len())));
    }
    if let Some(d) = t.delai_anormalement_long(jour) {
        let kind = genre("delai_anormalement_long", "Délai anormalement long", "CCH L. 441-1-4", PREFET);
        let told: Vec<String> = d.delais.iter().map(|(typologie, mois)| format!("{} {mois} mois", typologie.libelle())).collect();
        let valeur = match told.is_empty() {
            true => "Aucune valeur saisie : le dépassement du délai reste inconnu.".to_owned(),
            false => format!("{}.", told.join(", ")),
        };
        found.push(une(kind, &d.adoption, valeur));
    }
    if let Some(s) = t.seuil_effort(jour) {
        let kind = genre("seuil_effort", "Taux d’effort au-delà duquel un logement passe pour trop cher", USAGE_LOCAL, USAGE);
        found.push(une(kind, &s.adoption, format!("{} des ressources.", s.taux_maximal)));
    }
    if let Some(g) = t.grille_typologie(jour) {
        let kind = genre("typologie", "Nombre de pièces selon la taille du ménage", USAGE_LOCAL, USAGE);
        found.push(une(
            kind,
            &g.adoption,
            format!("{} tailles de ménage ; elle avertit, elle n’écarte personne.", g.lignes.len()),
        ));
    }
    if let Some(r) = t.delai_relance(jour) {
        let kind = genre("relance", "Relances et présélection", USAGE_LOCAL, USAGE);
        let valeur = format!(
            "Rappel après {} jours sans nouvelle ; {} ménages présélectionnés au plus.",
            r.sans_nouvelle_jours, r.preselection_maximum
        );
        found.push(une(kind, &r.adoption, valeur));
    }
    let courriers = genre("courrier", "Textes des courriels et des SMS", USAGE_LOCAL, EPCI);
    found.extend(groupe(courriers, jour, ("texte", "textes"), t.modeles_courrier.iter().map(|m| &m.adoption)));
    found
}

fn lieux_et_organisations(t: &Territoire, jour: Jour) -> Vec<ValeurAppliquee> {
    let mut found = Vec::new();
    let f = t.epci.fraicheur;
    let limites: Vec<String> = [("SNE", f.sne_jours), ("parc", f.parc_jours), ("fichiers du jour", f.gestion_jours)]
        .into_iter()
        .filter_map(|(source, jours)| Some(format!("{source} {} jours", jours?)))
        .collect();
    let epci = genre("epci", "Réglages de l’EPCI", "CCH L. 441-1-5", EPCI);
    let valeur = match limites.is_empty() {
        true => "Aucune limite de fraîcheur fixée.".to_owned(),
        false => format!("Une source est en retard après : {}.", limites.join(", ")),
    };
    found.push(une(epci, &t.epci.adoption, valeur));
    let kinds = [
        genre("qpv", "Liste des quartiers prioritaires de la ville", ATTRIBUTIONS, JURISTE),
        genre("convention", "Conventions de réservation en flux", "CCH R. 441-5", JURISTE),
        genre("commission", "Règlements intérieurs des commissions d’attribution", "CCH R. 441-9", REGLEMENT),
        genre("voix_preponderante", "Voix prépondérante à la commission", "CCH L. 441-2", JURISTE),
        genre("instance", "Instances du territoire", "CCH L. 441-1-5", EPCI),
        genre("organisation", "Organisations et guichets", USAGE_LOCAL, EPCI),
        genre("action", "Plan d’actions de la convention intercommunale d’attribution", "CCH L. 441-1-6", EPCI),
        genre("document", "Charte de relogement et observatoire", "CCH L. 441-1-6", EPCI),
    ];
    for kind in kinds {
        let (words, adoptions): ((&str, &str), Vec<&Adoption>) = match kind.code {
            "qpv" => (("quartier", "quartiers"), t.qpv.iter().map(|q| &q.adoption).collect()),
            "convention" => (("part réservée", "parts réservées"), t.conventions.iter().map(|c| &c.adoption).collect()),
            "commission" => (("règlement", "règlements"), t.commissions.iter().map(|c| &c.adoption).collect()),
            "voix_preponderante" => (
                ("commission", "commissions"),
                t.commissions.iter().filter_map(|c| c.voix_preponderante.as_ref()).map(|v| &v.adoption).collect(),
            ),
            "instance" => (("instance", "instances"), t.instances.iter().map(|i| &i.adoption).collect()),
            "organisation" => {
                let organisations = t.organisations.iter().map(|o| &o.adoption);
                (("inscription", "inscriptions"), organisations.chain(t.guichets.iter().map(|g| &g.adoption)).collect())
            }
            "action" => (("action", "actions"), t.actions.iter().map(|a| &a.adoption).collect()),
            _ => (("document", "documents"), t.charte_relogement.iter().chain(&t.observatoire).map(|d| &d.adoption).collect()),
        };
        found.extend(groupe(kind, jour, words, adoptions.into_iter()));
    }
    found
}

/// One line for the rules of a kind that share a standing: how many, since when, from which sources.
fn groupe<'a>(
    kind: Genre,
    jour: Jour,
    (one, many): (&str, &str),
    adoptions: impl Iterator<Item = &'a Adoption>,
) -> Vec<ValeurAppliquee> {
    let applied: Vec<&Adoption> = adoptions.filter(|a| a.is_en_vigueur(jour)).collect();
    [StatutRegle::AConfirmer, StatutRegle::Demonstration, StatutRegle::Adoptee]
        .into_iter()
        .filter_map(|statut| {
            let same: Vec<&Adoption> = applied.iter().copied().filter(|a| a.statut == statut).collect();
            let last = same.iter().max_by_key(|a| a.depuis)?;
            let mut sources: Vec<&str> = Vec::new();
            for adoption in &same {
                if !sources.contains(&adoption.source.as_str()) {
                    sources.push(&adoption.source);
                }
            }
            let told = match sources.as_slice() {
                [first] => (*first).to_owned(),
                [first, _] => format!("{first} ; et une autre source"),
                [first, rest @ ..] => format!("{first} ; et {} autres sources", rest.len()),
                [] => String::new(),
            };
            let valeur = match same.len() {
                1 => format!("1 {one}."),
                n => format!("{n} {many}."),
            };
            Some(ValeurAppliquee { source: told, ..une(kind, last, valeur) })
        })
        .collect()
}

fn une(kind: Genre, adoption: &Adoption, valeur: String) -> ValeurAppliquee {
    let etat = etat(adoption.statut);
    ValeurAppliquee {
        code: kind.code,
        nom: kind.nom.to_owned(),
        article: kind.article.to_owned(),
        valeur,
        au: Some(adoption.depuis),
        etat,
        provisoire: false,
        texte: String::new(),
        source: adoption.source.clone(),
        suite: match etat {
            EtatValeur::AConfirmer => kind.attend.to_owned(),
            EtatValeur::Demonstration => "Valeur d’essai, à remplacer par celle du territoire.".to_owned(),
            EtatValeur::Provisoire | EtatValeur::NonPubliee | EtatValeur::Publiee | EtatValeur::Adoptee => String::new(),
        },
    }
}

/// A draft never applies; should one be asked about, it is still to be confirmed.
const fn etat(statut: StatutRegle) -> EtatValeur {
    match statut {
        StatutRegle::AConfirmer | StatutRegle::Projet => EtatValeur::AConfirmer,
        StatutRegle::Demonstration => EtatValeur::Demonstration,
        StatutRegle::Adoptee => EtatValeur::Adoptee,
    }
}
