//! What each page shows: one struct per page, its template in `templates/`, and its sample values.
//!
//! A view holds words and figures already written for the reader and narrowed to the rights of the caller; it computes
//! nothing. To add a page: one file here, one template, one line in `list_exemples`.

pub mod actifs;
pub mod cadre;
pub mod composants;
pub mod historique;
pub mod icones;

pub mod a_renouveler;
pub mod a_reporter;
pub mod accueil;
pub mod certificat;
pub mod comptes;
pub mod conflits;
pub mod connexion;
pub mod correspondance;
pub mod cotation;
pub mod delais;
pub mod demande;
pub mod demande_nouvelle;
pub mod demandes;
pub mod ecart;
pub mod echanges_sne;
pub mod ecrire;
pub mod erreur;
pub mod etape;
pub mod exploitation;
pub mod guichet;
pub mod import;
pub mod imports;
pub mod info;
pub mod interets;
pub mod journal;
pub mod logement;
pub mod logements;
pub mod mon_dossier;
pub mod objectifs;
pub mod objectifs_liste;
pub mod offre;
pub mod offres;
pub mod parametres;
pub mod parcours_vacance;
pub mod pieces;
pub mod profil;
pub mod relances;
pub mod reservations;
pub mod seance;
pub mod seances;
pub mod sources;
pub mod vacance;
pub mod vacance_declarer;
pub mod vacances;

use askama::Template;

/// Every page rendered from its sample values: name, HTML. For the catalogue and the tests.
pub fn list_exemples() -> Vec<(&'static str, askama::Result<String>)> {
    vec![
        ("connexion", connexion::VueConnexion::exemple().render()),
        ("accueil", accueil::VueAccueil::exemple().render()),
        ("accueil_vide", accueil::VueAccueil::exemple_vide().render()),
        ("echanges_sne", echanges_sne::VueEchangesSne::exemple().render()),
        ("echanges_sne_vide", echanges_sne::VueEchangesSne::exemple_vide().render()),
        ("echange_sne", echanges_sne::VueEchangeSne::exemple().render()),
        ("demandes", demandes::VueDemandes::exemple().render()),
        ("demandes_vide", demandes::VueDemandes::exemple_vide().render()),
        ("demande", demande::VueDemande::exemple().render()),
        ("guichet", guichet::VueGuichet::exemple().render()),
        ("guichet_vide", guichet::VueGuichet::exemple_vide().render()),
        ("doublons", guichet::VueDoublons::exemple().render()),
        ("etape_qui", etape::VueEtape::exemple(1).render()),
        ("etape_menage", etape::VueEtape::exemple(2).render()),
        ("etape_situation", etape::VueEtape::exemple(6).render()),
        ("pieces", pieces::VuePieces::exemple().render()),
        ("a_renouveler", a_renouveler::VueARenouveler::exemple().render()),
        ("a_renouveler_vide", a_renouveler::VueARenouveler::exemple_vide().render()),
        ("demande_nouvelle", demande_nouvelle::VueDemandeNouvelle::exemple().render()),
        ("demande_en_attente", demande::VueDemande::exemple_en_attente().render()),
        ("historique", historique::VueHistorique::exemple().render()),
        ("logements", logements::VueLogements::exemple().render()),
        ("logement", logement::VueLogement::exemple().render()),
        ("reservations", reservations::VueReservations::exemple().render()),
        ("vacances", vacances::VueVacances::exemple().render()),
        ("vacances_vide", vacances::VueVacances::exemple_vide().render()),
        ("vacance", vacance::VueVacance::exemple().render()),
        ("vacance_ecartes", vacance::VueVacance::exemple_ecartes().render()),
        ("vacance_trouves", vacance::VueVacance::exemple_trouves().render()),
        ("vacance_declarer", vacance_declarer::VueVacanceDeclarer::exemple().render()),
        ("delais", delais::VueDelais::exemple().render()),
        ("delais_vide", delais::VueDelais::exemple_vide().render()),
        ("seances", seances::VueSeances::exemple().render()),
        ("seance", seance::VueSeance::exemple().render()),
        ("seance_refusee", seance::VueSeance::exemple_refusee().render()),
        ("seance_preparee", seance::VueSeance::exemple_preparee().render()),
        ("seance_close", seance::VueSeance::exemple_close().render()),
        ("offres", offres::VueOffres::exemple().render()),
        ("offres_vide", offres::VueOffres::exemple_vide().render()),
        ("offre", offre::VueOffre::exemple().render()),
        ("offre_a_notifier", offre::VueOffre::exemple_a_notifier().render()),
        ("relances", relances::VueRelances::exemple().render()),
        ("relances_vide", relances::VueRelances::exemple_vide().render()),
        ("interets", interets::VueInterets::exemple().render()),
        ("interets_vide", interets::VueInterets::exemple_vide().render()),
        ("ecrire", ecrire::VueEcrire::exemple().render()),
        ("ecrire_protege", ecrire::VueEcrire::exemple_protege().render()),
        ("demande_appels", demande::VueDemande::exemple_appels().render()),
        ("objectifs", objectifs::VueObjectifs::exemple().render()),
        ("objectifs_liste", objectifs_liste::VueObjectifsListe::exemple().render()),
        ("imports", imports::VueImports::exemple().render()),
        ("ecart", ecart::VueEcart::exemple().render()),
        ("conflits", conflits::VueConflits::exemple().render()),
        ("parametres", parametres::VueParametres::exemple().render()),
        ("sources", sources::VueSources::exemple().render()),
        ("import", import::VueImport::exemple().render()),
        ("import_en_cours", import::VueImport::exemple_en_cours().render()),
        ("correspondance", correspondance::VueCorrespondance::exemple().render()),
        ("correspondance_vide", correspondance::VueCorrespondance::exemple_vide().render()),
        ("cotation", cotation::VueCotation::exemple().render()),
        ("cotation_publique", cotation::VueCotation::exemple_public().render()),
        ("journal", journal::VueJournal::exemple().render()),
        ("exploitation", exploitation::VueExploitation::exemple().render()),
        ("exploitation_vide", exploitation::VueExploitation::exemple_vide().render()),
        ("certificat", certificat::VueCertificat::exemple().render()),
        ("comptes", comptes::VueComptes::exemple().render()),
        ("a_reporter", a_reporter::VueAReporter::exemple().render()),
        ("a_reporter_vide", a_reporter::VueAReporter::exemple_vide().render()),
        ("profil", profil::VueProfil::exemple().render()),
        ("erreur", erreur::VueErreur::exemple().render()),
        ("info", info::VueInfo::exemple().render()),
        ("mon_dossier", mon_dossier::VueMonDossier::exemple().render()),
        ("mon_dossier_question", mon_dossier::VueMonDossier::exemple_question().render()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of an attribute over the whole page, in order.
    fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
        let mark = format!(" {name}=\"");
        html.split(&mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    /// Opening tags of one element.
    fn tags<'a>(html: &'a str, element: &str) -> Vec<&'a str> {
        let mark = format!("<{element}");
        html.split(&mark).skip(1).filter(|rest| rest.starts_with([' ', '>'])).filter_map(|rest| rest.split('>').next()).collect()
    }

    #[test]
    fn every_page_keeps_the_rules_of_the_house() {
        for (nom, html) in list_exemples() {
            let html = html.unwrap_or_else(|error| panic!("{nom}: {error}"));
            assert_eq!(tags(&html, "h1").len(), 1, "{nom}: one h1");
            assert!(html.contains("<html lang=\"fr\">") && html.contains("<main id=\"contenu\""), "{nom}: language and main");
            assert!(tags(&html, "style").is_empty() && attributes(&html, "style").is_empty(), "{nom}: no inline style");
            for script in tags(&html, "script") {
                assert!(script.contains(" src="), "{nom}: no inline script");
            }
            for piece in html.split('<').skip(1) {
                let tag = piece.split('>').next().unwrap_or_default();
                assert!(
                    !tag.split_whitespace().any(|word| word.starts_with("on") && word.contains("=\"")),
                    "{nom}: no handler in <{tag}>"
                );
            }
            let labelled = attributes(&html, "for");
            for element in ["input", "select", "textarea"] {
                for tag in tags(&html, element) {
                    if tag.contains("type=\"hidden\"") {
                        continue;
                    }
                    let id = attributes(tag, "id").first().copied().unwrap_or_default();
                    assert!(labelled.contains(&id), "{nom}: a label for <{element}{tag}>");
                }
            }
            let mut ids = attributes(&html, "id");
            ids.sort_unstable();
            let count = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), count, "{nom}: ids stand once");
            for form in html.split("<form").skip(1) {
                let form = form.split("</form>").next().unwrap_or_default();
                if form.contains("method=\"post\"") {
                    assert!(
                        form.contains("name=\"cle_idempotence\"") || form.contains("/deconnexion"),
                        "{nom}: every act carries its key"
                    );
                }
            }
        }
    }

    #[test]
    fn a_refused_decision_keeps_what_was_typed() -> askama::Result<()> {
        let html = seance::VueSeance::exemple_refusee().render()?;
        assert!(html.contains(">Vu en séance</textarea>") && html.contains("Une non-attribution se motive"));
        assert!(html.contains("name=\"pour_1\" value=\"4\"") && html.contains("name=\"pour_2\" value=\"5\""));
        Ok(())
    }

    #[test]
    fn the_current_entry_of_the_menu_is_marked_once() {
        let groups = cadre::navigation("/demandes/019a", |adresse| adresse != "/comptes", |_| 0);
        let links: Vec<_> = groups.iter().flat_map(|group| &group.liens).collect();
        assert_eq!(links.iter().filter(|link| link.actif).map(|link| link.adresse).collect::<Vec<_>>(), ["/demandes"]);
        assert!(links.iter().all(|link| link.adresse != "/comptes"));
    }
}
