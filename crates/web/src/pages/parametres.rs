//! `/parametres`: the values of the law and the local rules applied today, what is to be confirmed first.

use axum::response::Response;
use droit::jour::format_fr;
use gestion::consulter_parametres::{EtatValeur, ListeLocale, ParametresAppliques, ValeurAppliquee, consulter_parametres};

use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::Etiquette;
use crate::vues::parametres::{LigneRang, LigneValeur, PublicsLocaux, VueParametres};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/parametres", show)
}

async fn show(visite: Visite) -> Response {
    match consulter_parametres(&visite.carbet, &visite.acteur) {
        Ok(found) => visite.page(&dress(&visite, &found)),
        Err(echec) => visite.echec(echec),
    }
}

fn dress(visite: &Visite, found: &ParametresAppliques) -> VueParametres {
    let count = match found.a_confirmer {
        0 => "aucune n’est à confirmer".to_owned(),
        1 => "une est à confirmer".to_owned(),
        n => format!("{n} sont à confirmer"),
    };
    VueParametres {
        cadre: visite.cadre("Valeurs de droit appliquées"),
        resume: format!(
            "{} valeurs et règles s’appliquent au {} ; {count}. Un chiffre qui en dépend reste à relire.",
            found.tables.len() + found.locales.len(),
            format_fr(found.jour)
        ),
        tables: found.tables.iter().map(ligne).collect(),
        locales: found.locales.iter().map(ligne).collect(),
        publics: found.publics.as_ref().map(publics),
    }
}

fn ligne(v: &ValeurAppliquee) -> LigneValeur {
    let mut etats = vec![etiquette(v.etat)];
    if v.provisoire {
        etats.push(etiquette(EtatValeur::Provisoire));
    }
    LigneValeur {
        nom: v.nom.clone(),
        article: v.article.clone(),
        valeur: v.valeur.clone(),
        version: v.au.map_or_else(|| "aucune version publiée".to_owned(), |au| format!("version du {}", format_fr(au))),
        etats,
        texte: v.texte.clone(),
        source: v.source.clone(),
        suite: v.suite.clone(),
    }
}

fn etiquette(etat: EtatValeur) -> Etiquette {
    match etat {
        EtatValeur::AConfirmer => Etiquette::new("À confirmer", Ton::Attention),
        EtatValeur::Provisoire => Etiquette::new("Valeur provisoire", Ton::Attention),
        EtatValeur::NonPubliee => Etiquette::new("Non publiée", Ton::Grave),
        EtatValeur::Demonstration => Etiquette::new("Démonstration", Ton::Info),
        EtatValeur::Publiee => Etiquette::new("Publiée", Ton::Bon),
        EtatValeur::Adoptee => Etiquette::new("Adoptée", Ton::Bon),
    }
}

fn publics(liste: &ListeLocale) -> PublicsLocaux {
    PublicsLocaux {
        etat: etiquette(liste.etat),
        validation: match liste.validee_en_cih_le {
            Some(le) => format!("Depuis le {} ; validée en CIH le {}.", format_fr(liste.au), format_fr(le)),
            None => format!("Depuis le {} ; validation par la CIH à confirmer.", format_fr(liste.au)),
        },
        source: liste.source.clone(),
        rangs: liste
            .rangs
            .iter()
            .map(|r| LigneRang { rang: r.rang, libelle: r.libelle.clone(), publics: r.publics.join(" ; ") })
            .collect(),
    }
}
