//! `/imports`: bringing an extract or a stock in; `/imports/{id}`: its progress, then its report.

use std::io::Cursor;
use std::time::Duration;

use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Query, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use droit::jour::{Jour, format_fr};
use droit::montant::group_thousands;
use gestion::carbet::Carbet;
use gestion::consulter_imports::{self, AnomalieVue as Anomalie, EtatImport, Gravite, ImportVu};
use gestion::droits::{Acte, Portee};
use gestion::enregistrer_correspondance::list_correspondances;
use gestion::habitat::sigle;
use gestion::importer_bailleur::{self, DemandeBailleur, MODELES};
use gestion::importer_rpls::{self, DemandeRpls};
use gestion::importer_sne::{self, DemandeImport};
use gestion::issue::{Echec, Refus};
use gestion::recevoir_fichier::{Lancement, Nature};
use serde::Deserialize;
use uuid::Uuid;

use super::formulaire::Champs;
use crate::carte::Carte;
use crate::visite::Visite;
use crate::vues::cadre::Ton;
use crate::vues::composants::{Choix, Etiquette, Pagination, Tuile};
use crate::vues::import::{AnomalieVue, Progres, VueImport};
use crate::vues::imports::{LigneImport, VueImports};

/// Largest file received: an extract of a whole département.
const FICHIER_MAX: usize = 256 * 1024 * 1024;
/// How long a short import is waited for before its progress is shown instead.
const ATTENTE: Duration = Duration::from_secs(3);

pub fn routes(carte: Carte) -> Carte {
    carte
        .get("/imports", show)
        .post("/imports", send)
        .get("/imports/modeles/{nom}", send_modele)
        .get("/imports/{id}", show_import)
        .get("/imports/{id}/anomalies.csv", export)
}

async fn show(visite: Visite) -> Response {
    list(&visite, Champs::default(), StatusCode::OK).await
}

async fn list(visite: &Visite, champs: Champs, status: StatusCode) -> Response {
    let imports = consulter_imports::list_imports(&visite.carbet, &visite.acteur).await;
    let whole = visite.acteur.portee(Acte::Importer) == Some(Portee::Territoire);
    let saved = if whole { list_correspondances(&visite.carbet, &visite.acteur).await } else { Ok(Vec::new()) };
    let (imports, saved) = match (imports, saved) {
        (Ok(imports), Ok(saved)) => (imports, saved),
        (Err(echec), _) | (_, Err(echec)) => return visite.echec(echec),
    };
    let regles = visite.carbet.regles();
    let mut bailleurs = vec![("", "Choisir le bailleur")];
    bailleurs.extend(regles.territoire.bailleurs().map(|b| (b.code.as_str(), b.sigle.as_str())));
    let stock = whole && visite.acteur.portee(Acte::ConsulterLogements) == Some(Portee::Territoire);
    let mut natures = if stock { vec![("", "Reconnaître le contenu")] } else { Vec::new() };
    natures.extend(
        Nature::ALL.iter().filter(|n| if **n == Nature::Sne { whole } else { stock || !whole }).map(|n| (n.code(), n.libelle())),
    );
    let saisie = champs.into_saisie();
    let mut mappings = vec![("", "Reconnaître les colonnes")];
    mappings.extend(saved.iter().map(|nom| (nom.as_str(), nom.as_str())));
    let vue = VueImports {
        cadre: visite.cadre("Imports"),
        natures: Choix::list(&natures, saisie.valeur("nature")),
        bailleurs: if stock { Choix::list(&bailleurs, saisie.valeur("bailleur")) } else { Vec::new() },
        correspondances: if whole { Choix::list(&mappings, saisie.valeur("correspondance")) } else { Vec::new() },
        lignes: imports.iter().map(|i| to_line(&visite.carbet, i)).collect(),
        saisie,
    };
    visite.page_with(status, &vue)
}

/// A file and the fields beside it.
pub(super) struct Envoi {
    pub nom: String,
    pub contenu: Vec<u8>,
    pub champs: Vec<(String, String)>,
}

/// Reads a form with a file. Errors: the sentence to show.
pub(super) async fn read_envoi(request: Request) -> Result<Envoi, Refus> {
    let envoi = read_formulaire(request).await?;
    if envoi.contenu.is_empty() {
        return Err(Refus::new(
            "fichier_absent",
            "Aucun fichier n'a été reçu, ou il est vide.",
            "Choisissez un fichier, puis envoyez-le.",
        )
        .champ("fichier"));
    }
    Ok(envoi)
}

/// Reads a form that may have a file. Errors: the sentence to show.
pub(super) async fn read_formulaire(mut request: Request) -> Result<Envoi, Refus> {
    DefaultBodyLimit::max(FICHIER_MAX).apply(&mut request);
    let unread = |error: MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let raison = format!("Le fichier dépasse {} Mio.", FICHIER_MAX / 1024 / 1024);
            return Refus::new(
                "fichier_trop_gros",
                raison,
                "Découpez l'extrait, ou confiez-le à l'exploitant (carbet importer).",
            )
            .champ("fichier");
        }
        Refus::new("envoi_interrompu", "L'envoi du fichier s'est interrompu.", "Envoyez-le de nouveau.").champ("fichier")
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| {
        Refus::new("formulaire_illisible", "Le formulaire n'est pas lisible.", "Rouvrez la page et recommencez.").champ("fichier")
    })?;
    let mut envoi = Envoi { nom: String::new(), contenu: Vec::new(), champs: Vec::new() };
    while let Some(field) = form.next_field().await.map_err(unread)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "fichier" {
            envoi.nom = field.file_name().unwrap_or_default().to_owned();
            envoi.contenu = field.bytes().await.map_err(unread)?.to_vec();
        } else {
            envoi.champs.push((name, field.text().await.map_err(unread)?));
        }
    }
    Ok(envoi)
}

async fn send(visite: Visite, request: Request) -> Response {
    let envoi = match read_envoi(request).await {
        Ok(envoi) => envoi,
        Err(refus) => {
            let mut champs = Champs::default();
            champs.refuse(&refus, "fichier");
            return list(&visite, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let mut champs = Champs::new(envoi.champs);
    let extrait_le = champs.jour("extrait_le");
    if extrait_le.is_some_and(|le| le > visite.carbet.aujourd_hui()) {
        champs.erreur("extrait_le", "La date de l’extrait est après aujourd’hui.");
    }
    if champs.has_erreurs() {
        return list(&visite, champs, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match launch(&visite, &champs, envoi.nom, envoi.contenu, extrait_le).await {
        Ok(Lancement::Pret(travail)) => {
            let id = travail.import;
            let (carbet, acteur) = (visite.carbet.clone(), visite.acteur.clone());
            let mut running = tokio::spawn(async move { travail.run(&carbet, &acteur).await });
            match tokio::time::timeout(ATTENTE, &mut running).await {
                Ok(Ok(Err(Echec::Refus(refus)))) => {
                    champs.refuse(&refus, "fichier");
                    list(&visite, champs, StatusCode::UNPROCESSABLE_ENTITY).await
                }
                Ok(Ok(Err(other))) => visite.echec(other),
                Ok(_) => visite.then(&address(id), "Fichier lu", ""),
                Err(_) => visite.then(&address(id), "Fichier reçu", "Sa lecture continue ; vous pouvez quitter cette page."),
            }
        }
        Ok(Lancement::DejaImporte(id)) => {
            visite.then(&address(id), "Fichier déjà importé", "Rien n’a changé : voici le rapport de sa lecture.")
        }
        Ok(Lancement::EnCours(id)) => visite.then(&address(id), "Fichier déjà en cours de lecture", "Voici où elle en est."),
        Err(Echec::Refus(refus)) => {
            champs.refuse(&refus, "fichier");
            list(&visite, champs, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => visite.echec(other),
    }
}

/// Takes a file in by what it holds: as chosen, else as recognised.
async fn launch(
    visite: &Visite,
    champs: &Champs,
    nom_fichier: String,
    contenu: Vec<u8>,
    extrait_le: Option<Jour>,
) -> Result<Lancement, Echec> {
    let own = visite.acteur.portee(Acte::Importer) == Some(Portee::Organisation);
    let chosen = champs.texte("nature").and_then(|code| Nature::from_code(&code));
    let nature = match chosen {
        Some(nature) => nature,
        None if importer_rpls::is_rpls(&contenu) => Nature::Rpls,
        None if importer_bailleur::is_bailleur(&contenu) => Nature::Gestion,
        // Its rows that no one recognises may have a saved mapping.
        None if own => Nature::Gestion,
        None => Nature::Sne,
    };
    let contenu = Box::new(Cursor::new(contenu));
    match nature {
        Nature::Sne => {
            let correspondance = champs.texte("correspondance");
            let demande = DemandeImport { nom_fichier, contenu, extrait_le, correspondance };
            importer_sne::launch(&visite.carbet, &visite.acteur, demande).await
        }
        Nature::Rpls => {
            let demande = DemandeRpls { nom_fichier, contenu, extrait_le, bailleur: champs.texte("bailleur") };
            importer_rpls::launch(&visite.carbet, &visite.acteur, demande).await
        }
        Nature::Gestion => {
            let demande = DemandeBailleur {
                nom_fichier,
                contenu,
                extrait_le,
                bailleur: champs.texte("bailleur"),
                correspondance: champs.texte("correspondance"),
            };
            importer_bailleur::launch(&visite.carbet, &visite.acteur, demande).await
        }
    }
}

/// The model of a daily file, ready to be filled.
async fn send_modele(visite: Visite, Path(nom): Path<String>) -> Response {
    let known = MODELES.iter().find(|(code, _)| nom.strip_suffix(".csv") == Some(code));
    let Some((code, contenu)) = known.filter(|_| visite.acteur.portee(Acte::Importer).is_some()) else {
        return visite.echec(Echec::Introuvable);
    };
    let name = format!("attachment; filename=\"modele-{code}.csv\"");
    let kind = "text/csv; charset=utf-8".to_owned();
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], *contenu).into_response()
}

#[derive(Deserialize)]
struct PageAnomalies {
    #[serde(default)]
    page: String,
}

async fn show_import(visite: Visite, Path(id): Path<Uuid>, Query(asked): Query<PageAnomalies>) -> Response {
    let import = match consulter_imports::consulter_import(&visite.carbet, &visite.acteur, id).await {
        Ok(import) => import,
        Err(echec) => return visite.echec(echec),
    };
    let pages = import.rapport.anomalies.div_ceil(consulter_imports::TAILLE).max(1);
    let page = asked.page.parse::<u64>().unwrap_or(1).clamp(1, pages);
    let anomalies = match consulter_imports::list_anomalies(&visite.carbet, &visite.acteur, id, page).await {
        Ok(anomalies) => anomalies,
        Err(echec) => return visite.echec(echec),
    };
    let count = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let vue = VueImport {
        cadre: visite.cadre(&format!("Import du {}", format_fr(visite.carbet.jour_de(import.lance_le)))),
        id: id.to_string(),
        fichier: import.nom_fichier.clone(),
        resume: resume(&visite.carbet, &import),
        progres: progres(&import.etat),
        tuiles: tuiles(&import),
        anomalies: anomalies.iter().map(to_anomalie).collect(),
        pagination: Pagination {
            page: count(page),
            pages: count(pages),
            modele: format!("/imports/{id}?page="),
            resume: plural(import.rapport.anomalies, "anomalie"),
            tailles: Vec::new(),
        },
        objet: if import.bailleur.is_some() { "Logement" } else { "Demande" }.to_owned(),
        absents: if import.etat == EtatImport::Termine && import.nature == Some(Nature::Sne) {
            vec!["Les pièces du dossier".to_owned(), "Les événements de gestion partagée".to_owned()]
        } else {
            Vec::new()
        },
    };
    visite.page(&vue)
}

async fn export(visite: Visite, Path(id): Path<Uuid>) -> Response {
    let anomalies = match consulter_imports::list_anomalies(&visite.carbet, &visite.acteur, id, 0).await {
        Ok(anomalies) => anomalies,
        Err(echec) => return visite.echec(echec),
    };
    let mut csv = String::from("\u{feff}ligne;numero_unique;champ;valeur;gravite;raison;que_faire\r\n");
    for a in &anomalies {
        let ligne = a.ligne.map_or_else(String::new, |ligne| ligne.to_string());
        let gravite = a.gravite.map_or("", Gravite::libelle);
        let cells = [ligne.as_str(), &a.numero_unique, &a.champ, &a.valeur, gravite, &a.raison, &a.que_faire];
        csv += &cells.map(cell).join(";");
        csv += "\r\n";
    }
    let name = format!("attachment; filename=\"anomalies-{id}.csv\"");
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], csv).into_response()
}

/// A cell of a csv; one that a spreadsheet would run as a formula is defused.
fn cell(text: &str) -> String {
    let defused = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if defused.contains([';', '"', '\n', '\r']) { format!("\"{}\"", defused.replace('"', "\"\"")) } else { defused }
}

fn to_line(carbet: &Carbet, import: &ImportVu) -> LigneImport {
    let r = &import.rapport;
    LigneImport {
        id: import.id.to_string(),
        fichier: import.nom_fichier.clone(),
        nature: r
            .extrait_le
            .map_or_else(|| origine(carbet, import), |le| format!("{} au {}", origine(carbet, import), format_fr(le))),
        recu_le: moment(carbet, import.lance_le),
        par: import.par.clone(),
        lues: group_thousands(r.lues),
        changees: group_thousands(r.creees + r.modifiees),
        anomalies: group_thousands(r.anomalies),
        etat: match import.etat {
            EtatImport::EnCours { .. } => Etiquette::new("En cours", Ton::Info),
            EtatImport::Interrompu => Etiquette::new("Interrompu", Ton::Grave),
            EtatImport::Termine => Etiquette::new("Terminé", Ton::Bon),
            EtatImport::Refuse => Etiquette::new("Refusé en entier", Ton::Grave),
        },
    }
}

fn moment(carbet: &Carbet, instant: DateTime<Utc>) -> String {
    format_fr(carbet.jour_de(instant))
}

fn is_rpls(import: &ImportVu) -> bool {
    import.nature == Some(Nature::Rpls)
}

/// `SNE`, or `Parc SIGUY`.
fn origine(carbet: &Carbet, import: &ImportVu) -> String {
    match &import.bailleur {
        Some(bailleur) if import.nature == Some(Nature::Gestion) => {
            format!("Fichier du jour {}", sigle(&carbet.regles().territoire, bailleur))
        }
        Some(bailleur) => format!("Parc {}", sigle(&carbet.regles().territoire, bailleur)),
        None => "SNE".to_owned(),
    }
}

fn resume(carbet: &Carbet, import: &ImportVu) -> String {
    let message = import.message.as_deref().map_or_else(String::new, |m| format!(" {m}"));
    match import.etat {
        EtatImport::EnCours { .. } => format!("{}, envoyé par {}.", import.nom_fichier, import.par),
        EtatImport::Interrompu => {
            format!(
                "{} : la lecture s’est interrompue et rien n’a été écrit. Elle reprend d’elle-même dans quelques minutes ; sinon, envoyez de nouveau le fichier.",
                import.nom_fichier
            )
        }
        EtatImport::Termine => {
            let au = import
                .rapport
                .extrait_le
                .map_or_else(String::new, |le| format!(", {} au {}", origine(carbet, import), format_fr(le)));
            format!("{}{au}, envoyé par {}.{message}", import.nom_fichier, import.par)
        }
        EtatImport::Refuse => format!("{} : refusé, la base n’a pas changé.{message}", import.nom_fichier),
    }
}

fn progres(etat: &EtatImport) -> Option<Progres> {
    let EtatImport::EnCours { fait, total } = *etat else { return None };
    let texte = if fait >= total {
        "Lecture finie, enregistrement en cours.".to_owned()
    } else {
        format!("{} % du fichier lu.", fait * 100 / total)
    };
    Some(Progres { fait, total, texte })
}

fn tuiles(import: &ImportVu) -> Vec<Tuile> {
    if import.etat != EtatImport::Termine {
        return Vec::new();
    }
    let r = &import.rapport;
    let rejected = if r.rejetees > 0 { format!("dont {}", plural(r.rejetees, "ligne écartée")) } else { String::new() };
    let struck = if r.radiees > 0 { plural(r.radiees, "radiation") } else { String::new() };
    if import.nature == Some(Nature::Gestion) {
        let gone = if r.radiees > 0 { plural(r.radiees, "vacance absente") + " du fichier" } else { String::new() };
        let same = format!("{} sans changement", group_thousands(r.inchangees));
        let tone = if r.anomalies > 0 { Ton::Attention } else { Ton::Bon };
        return vec![
            Tuile::new(&group_thousands(r.lues), accord(r.lues, "ligne lue", "lignes lues"), &gone, "#anomalies", Ton::Neutre),
            Tuile::new(&group_thousands(r.creees), accord(r.creees, "nouvelle", "nouvelles"), "", "/vacances", Ton::Bon),
            Tuile::new(
                &group_thousands(r.modifiees),
                accord(r.modifiees, "mise à jour", "mises à jour"),
                &same,
                "/vacances",
                Ton::Neutre,
            ),
            Tuile::new(&group_thousands(r.anomalies), "à regarder", &rejected, "#anomalies", tone),
        ];
    }
    if is_rpls(import) {
        let gone =
            if r.radiees > 0 { format!("{} que le fichier ne compte plus", group_thousands(r.radiees)) } else { String::new() };
        let same = format!("{} sans changement", group_thousands(r.inchangees));
        let tone = if r.anomalies > 0 { Ton::Attention } else { Ton::Bon };
        return vec![
            Tuile::new(
                &group_thousands(r.lues),
                accord(r.lues, "logement lu", "logements lus"),
                &gone,
                "/logements",
                Ton::Neutre,
            ),
            Tuile::new(&group_thousands(r.creees), accord(r.creees, "nouveau", "nouveaux"), "", "/logements", Ton::Bon),
            Tuile::new(&group_thousands(r.modifiees), "mis à jour", &same, "/logements", Ton::Neutre),
            Tuile::new(
                &group_thousands(r.anomalies),
                accord(r.anomalies, "anomalie", "anomalies"),
                &rejected,
                "#anomalies",
                tone,
            ),
        ];
    }
    vec![
        Tuile::new(&group_thousands(r.lues), accord(r.lues, "demande lue", "demandes lues"), &struck, "/demandes", Ton::Neutre),
        Tuile::new(&group_thousands(r.creees), accord(r.creees, "nouvelle", "nouvelles"), "", "/demandes?tri=recente", Ton::Bon),
        Tuile::new(
            &group_thousands(r.modifiees),
            accord(r.modifiees, "mise à jour", "mises à jour"),
            &format!("{} sans changement", group_thousands(r.inchangees)),
            "/demandes",
            Ton::Neutre,
        ),
        Tuile::new(
            &group_thousands(r.anomalies),
            accord(r.anomalies, "anomalie", "anomalies"),
            &rejected,
            "#anomalies",
            if r.anomalies > 0 { Ton::Attention } else { Ton::Bon },
        ),
    ]
}

fn to_anomalie(a: &Anomalie) -> AnomalieVue {
    AnomalieVue {
        ligne: a.ligne.map_or_else(String::new, |ligne| ligne.to_string()),
        demande: a.numero_unique.clone(),
        champ: a.champ.clone(),
        valeur: a.valeur.clone(),
        gravite: match a.gravite {
            Some(Gravite::Rejet) => Etiquette::new("Ligne écartée", Ton::Grave),
            Some(Gravite::Ignoree) => Etiquette::new("Non utilisée", Ton::Attention),
            Some(Gravite::Signalee) | None => Etiquette::new("Gardée", Ton::Neutre),
        },
        raison: a.raison.clone(),
        conseil: a.que_faire.clone(),
    }
}

/// The word that agrees with a count: 0 and 1 take the singular.
fn accord(count: u64, one: &'static str, many: &'static str) -> &'static str {
    if count > 1 { many } else { one }
}

fn plural(count: u64, word: &str) -> String {
    if count > 1 {
        let words: Vec<String> = word.split(' ').map(|w| format!("{w}s")).collect();
        format!("{} {}", group_thousands(count), words.join(" "))
    } else {
        format!("{count} {word}")
    }
}

fn address(id: Uuid) -> String {
    format!("/imports/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_keeps_its_quotes() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a;\"b\""), "\"a;\"\"b\"\"\"");
        assert_eq!(cell("97302"), "97302");
    }

    #[test]
    fn a_count_agrees_with_its_words() {
        assert_eq!(plural(1, "ligne écartée"), "1 ligne écartée");
        assert_eq!(plural(2, "ligne écartée"), "2 lignes écartées");
    }
}
