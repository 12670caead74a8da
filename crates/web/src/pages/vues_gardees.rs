//! `/vues`: the saved views of a list, kept, changed and deleted from the list itself.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use gestion::tenir_vues::{VueLue, VueSaisie, can_partager, enregistrer_vue, list_vues, modifier_vue, supprimer_vue};
use uuid::Uuid;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::composants::{VueGardee, VuesGardees};

pub fn routes(carte: Carte) -> Carte {
    carte.post("/vues", create).post("/vues/{id}", change).post("/vues/{id}/supprimer", remove)
}

/// The list that has views, and what a view of it may hold: never what was searched, nor a page.
const PAGE: &str = "/demandes";
const FILTRES: [&str; 8] = ["commune", "typologie", "etat", "guichet", "incomplete", "prioritaire", "tri", "taille"];

/// The views that a person reads beside the list at an address.
pub(super) async fn dress(visite: &Visite, ici: &str) -> Result<VuesGardees, gestion::issue::Echec> {
    let vues = list_vues(&visite.carbet, &visite.acteur, PAGE).await?;
    let filtres = keep_filtres(ici.split_once('?').map_or("", |(_, query)| query));
    Ok(VuesGardees {
        peut_garder: visite.acteur.portee(gestion::droits::Acte::TenirVues).is_some(),
        peut_partager: can_partager(&visite.acteur),
        vues: vues.iter().map(|vue| to_vue(vue, &filtres)).collect(),
        filtres,
    })
}

/// The address of the view that opens the bare list.
pub(super) async fn find_defaut(visite: &Visite) -> Result<Option<String>, gestion::issue::Echec> {
    let vues = list_vues(&visite.carbet, &visite.acteur, PAGE).await?;
    Ok(vues.iter().find(|vue| vue.par_defaut).map(address))
}

fn to_vue(vue: &VueLue, filtres: &str) -> VueGardee {
    VueGardee {
        id: vue.id.to_string(),
        nom: vue.nom.clone(),
        adresse: address(vue),
        partagee: vue.partagee,
        par_defaut: vue.par_defaut,
        a_soi: vue.a_soi,
        ouverte: !filtres.is_empty() && vue.filtres == filtres,
    }
}

/// Ends on the name of the view, so that the bare list never comes back to its default.
fn address(vue: &VueLue) -> String {
    if vue.filtres.is_empty() { format!("{PAGE}?vue={}", vue.id) } else { format!("{PAGE}?{}", vue.filtres) }
}

/// Of a query, what a view may hold.
fn keep_filtres(query: &str) -> String {
    let kept = query.split('&').filter(|pair| {
        pair.split_once('=').is_some_and(|(name, value)| FILTRES.contains(&name) && !value.is_empty())
            && pair.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'=' | b'-' | b'_' | b'.' | b'%'))
    });
    kept.collect::<Vec<_>>().join("&")
}

fn read(champs: &Champs) -> VueSaisie {
    VueSaisie {
        nom: champs.texte("nom_vue").unwrap_or_default(),
        partagee: champs.get("partagee") == "oui",
        par_defaut: champs.get("par_defaut") == "oui",
        cle: champs.texte("cle_idempotence"),
    }
}

/// Where one comes from: the list under the filters it had.
fn retour(champs: &Champs) -> String {
    let filtres = keep_filtres(champs.get("filtres"));
    if filtres.is_empty() { format!("{PAGE}?vue=aucune") } else { format!("{PAGE}?{filtres}") }
}

async fn create(visite: Visite, Form(champs): Form<Champs>) -> Response {
    let filtres = keep_filtres(champs.get("filtres"));
    match enregistrer_vue(&visite.carbet, &visite.acteur, PAGE, &filtres, read(&champs)).await {
        Ok(_) => visite.then(&retour(&champs), "Vue enregistrée", "Elle garde les filtres et l’ordre, jamais le texte cherché."),
        Err(echec) => visite.refuse(&retour(&champs), echec),
    }
}

async fn change(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    match modifier_vue(&visite.carbet, &visite.acteur, id, read(&champs)).await {
        Ok(()) => visite.then(&retour(&champs), "Vue modifiée", ""),
        Err(echec) => visite.refuse(&retour(&champs), echec),
    }
}

async fn remove(visite: Visite, Path(id): Path<Uuid>, Form(champs): Form<Champs>) -> Response {
    let confirmee = champs.get("confirmer") == "oui";
    match supprimer_vue(&visite.carbet, &visite.acteur, id, confirmee).await {
        Ok(()) => visite.then(&retour(&champs), "Vue supprimée", "La liste reste ouverte sous les mêmes filtres."),
        Err(echec) => visite.refuse(&retour(&champs), echec),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_never_holds_what_was_searched() {
        assert_eq!(keep_filtres("q=marie%20rose&commune=97302&tri=-nom&page=3&etat="), "commune=97302&tri=-nom");
        assert_eq!(keep_filtres("commune=\"><b>&taille=25"), "taille=25");
        assert_eq!(keep_filtres(""), "");
    }
}
