//! `/sources`: the day of each source, which one is late, what depends on it.

use axum::response::Response;
use droit::jour::format_fr;
use gestion::consulter_sources::{EtatSource, SourceVue, Sources, TableLoi, consulter_sources};

use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::Etiquette;
use crate::vues::sources::{LigneSource, VueSources};

pub fn routes(carte: Carte) -> Carte {
    carte.get("/sources", show)
}

async fn show(visite: Visite) -> Response {
    match consulter_sources(&visite.carbet, &visite.acteur).await {
        Ok(found) => visite.page(&dress(&visite, &found)),
        Err(echec) => visite.echec(echec),
    }
}

fn dress(visite: &Visite, found: &Sources) -> VueSources {
    VueSources {
        cadre: visite.cadre("Sources"),
        resume: match found.en_retard {
            0 => "Toutes les sources sont à jour.".to_owned(),
            1 => "Une source est en retard ou n’a jamais rien envoyé : ce qui en dépend est à lire avec prudence.".to_owned(),
            n => format!("{n} sources sont en retard ou n’ont jamais rien envoyé : ce qui en dépend est à lire avec prudence."),
        },
        sources: found.sources.iter().map(source).collect(),
        tables: found.tables.iter().map(table).collect(),
    }
}

fn source(row: &SourceVue) -> LigneSource {
    LigneSource {
        nom: row.nom.clone(),
        au: row.au.map_or_else(|| "jamais reçu".to_owned(), |au| format!("au {}", format_fr(au))),
        recu: row.recu_le.map_or_else(String::new, |le| format!("reçu le {}", format_fr(le))),
        limite: match row.limite {
            Some(1) => "1 jour".to_owned(),
            Some(n) => format!("{n} jours"),
            None => "sans limite".to_owned(),
        },
        etat: match row.etat {
            EtatSource::AJour => Etiquette::new("À jour", Ton::Bon),
            EtatSource::EnRetard(1) => Etiquette::new("En retard d’un jour", Ton::Grave),
            EtatSource::EnRetard(n) => Etiquette::new(format!("En retard de {n} jours"), Ton::Grave),
            EtatSource::Jamais => Etiquette::new("Jamais reçu", Ton::Attention),
            EtatSource::SansLimite => Etiquette::new("Sans limite fixée", Ton::Neutre),
        },
        sert_a: row.sert_a.to_owned(),
    }
}

fn table(row: &TableLoi) -> LigneSource {
    LigneSource {
        nom: row.nom.to_owned(),
        au: row.au.map_or_else(|| "non publié".to_owned(), |au| format!("en vigueur depuis le {}", format_fr(au))),
        recu: String::new(),
        limite: String::new(),
        etat: if row.provisoire {
            Etiquette::new("Valeur provisoire", Ton::Attention)
        } else {
            Etiquette::new("Publié pour aujourd’hui", Ton::Bon)
        },
        sert_a: row.sert_a.to_owned(),
    }
}
