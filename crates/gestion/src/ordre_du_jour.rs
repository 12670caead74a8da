//! Reading: the agenda of a session as a document, for the members who prepare it.

use documents::{CandidatPropose, LogementPropose, OrdreDuJour, render_ordre_du_jour};
use droit::caleol::ExceptionCandidats;
use droit::territoire::QualiteMembre;
use stockage::seance_membre::{self, SeanceMembre};
use stockage::{decision, seance_point};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::charger_territoire::Regles;
use crate::clore_seance::nom_membre;
use crate::consulter_seance::{CandidatLu, ExamenLu, read_examen};
use crate::decider::loyer;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::preparer_seance::{ModeSeance, format_heure};
use crate::seance::{self as commun, point};

/// The agenda as a PDF with the name of its file. Names are printed for who sees identities, and the reading leaves its trace.
///
/// Errors: nothing on the agenda.
pub async fn render_ordre(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(String, Vec<u8>), Echec> {
    let base = &carbet.base;
    let session = commun::find_en_portee(base, acteur, Acte::ConsulterSeances, id).await?;
    let regles = carbet.regles();
    let membres = seance_membre::list_de_seance(base, id).await?;
    let decisions = decision::list_de_seance(base, id).await?;
    let points = seance_point::list_de_seance(base, id).await?;
    let mut logements = Vec::new();
    for (numero, ligne) in (1..).zip(points.into_iter().filter(|p| p.etat != point::RETIRE)) {
        let examen = read_examen(carbet, acteur, &session, (numero, ligne), &membres, &decisions).await?;
        logements.push(view_logement(&examen));
    }
    if logements.is_empty() {
        return Err(Refus::new(
            "ordre_du_jour_vide",
            "Aucun logement n'est inscrit à l'ordre du jour.",
            "Inscrire un logement depuis la liste de ses candidats.",
        )
        .into());
    }
    let territoire = &regles.territoire;
    let ordre = OrdreDuJour {
        bailleur: territoire.organisation(&session.bailleur).map_or_else(|| session.bailleur.clone(), |o| o.nom.clone()),
        territoire: territoire.epci.nom.clone(),
        tenue_le: session.tenue_le,
        horaire: session.heure.as_deref().map(format_heure),
        lieu: session.lieu.clone(),
        mode: ModeSeance::from_code(&session.mode).map_or_else(|| session.mode.clone(), |m| m.libelle().to_owned()),
        convoquee_le: session.convoquee_le.map(|instant| carbet.jour_de(instant)),
        membres: list_sieges(&regles, &membres),
        logements,
        lecteur: acteur.nom.clone(),
        edite_le: carbet.aujourd_hui(),
        fictif: carbet.demo,
    };
    let fichier = format!("ordre-du-jour-{}-{}.pdf", session.bailleur, session.tenue_le);
    match tokio::task::spawn_blocking(move || render_ordre_du_jour(&ordre)).await {
        Ok(Ok(document)) => Ok((fichier, document)),
        Ok(Err(error)) => {
            tracing::error!(seance.id = %id, %error, "an agenda could not be rendered");
            Err(impossible())
        }
        Err(_) => Err(impossible()),
    }
}

fn impossible() -> Echec {
    Refus::new(
        "ordre_du_jour_impossible",
        "L'ordre du jour n'a pas pu être composé.",
        "Réessayer ; si cela persiste, prévenir l'administrateur.",
    )
    .into()
}

/// Seats convened, those of a same organisation and quality counted together.
fn list_sieges(regles: &Regles, membres: &[SeanceMembre]) -> Vec<String> {
    let mut seats: Vec<(String, u32)> = Vec::new();
    for membre in membres {
        let quality = QualiteMembre::from_code(&membre.qualite).map_or(membre.qualite.as_str(), |q| q.libelle());
        let words = match (&membre.nom, &membre.organisation) {
            (None, None) => quality.to_owned(),
            _ => format!("{} ({quality})", nom_membre(regles, membre)),
        };
        match seats.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => seats.push((words, 1)),
        }
    }
    seats.into_iter().map(|(words, count)| if count > 1 { format!("{words} × {count}") } else { words }).collect()
}

fn view_logement(examen: &ExamenLu) -> LogementPropose {
    let home = &examen.logement;
    LogementPropose {
        residence: examen.residence.clone(),
        adresse: examen.adresse.clone(),
        commune: examen.commune.clone(),
        typologie: home.typologie.code().to_owned(),
        surface: home.surface,
        financement: home.produit.code().to_owned(),
        cout_mensuel: loyer(&examen.vacance).total(),
        reservataire: examen.reservataire.clone(),
        en_qpv: home.qpv_connu.then_some(home.qpv.is_some()),
        exception: examen.point.exception.as_deref().map(|code| {
            let words = ExceptionCandidats::from_code(code).map_or(code, |e| e.libelle());
            examen.point.exception_motif.as_deref().map_or_else(|| words.to_owned(), |motif| format!("{words} : {motif}"))
        }),
        candidats: examen.candidats.iter().map(view_candidat).collect(),
    }
}

fn view_candidat(c: &CandidatLu) -> CandidatPropose {
    CandidatPropose {
        numero_unique: c.numero_unique.clone().unwrap_or_default(),
        menage: c.menage.clone(),
        composition: describe_composition(c),
        situation: c.situation.clone(),
        prioritaire: c.prioritaire,
        mutation: c.mutation,
        points: c.total,
        points_provisoires: c.provisoire || c.a_prouver > 0,
        taux_effort: c.calcul.taux_effort,
        reste_pour_vivre: c.calcul.reste_pour_vivre,
    }
}

/// `2 adultes, 1 enfant, 1 à naître`.
fn describe_composition(c: &CandidatLu) -> String {
    let count = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts = [
        count(c.adultes, "adulte", "adultes"),
        count(c.enfants, "enfant", "enfants"),
        count(usize::from(c.a_naitre), "à naître", "à naître"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
