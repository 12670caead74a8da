//! Reading: the papers of a demande beside what may be asked of this household, and one paper to open; both narrowed to
//! what the caller may see, and traced.

use droit::demande::{Demande, EtatDemande, Personne};
use droit::parametres::Substitut;
use droit::pieces::{Piece, PieceAttendue, list_pieces, list_substituts};
use stockage::{Acces, demande, piece};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consulter_demande::narrow;
use crate::deposer_piece::Genre;
use crate::droits::{Acte, Acteur};
use crate::issue::{Echec, Refus};
use crate::labelliser::sees;
use crate::portee_demandes;

/// The papers of a demande as the page shows them.
#[derive(Clone, Debug)]
pub struct PiecesDemande {
    pub id: Uuid,
    /// Narrowed.
    pub demande: Demande,
    pub attendues: Vec<LigneAttendue>,
    /// What may stand for a tax notice; empty when each adult gave one.
    pub substituts: Vec<Substitut>,
    /// Papers received that no line above asks for.
    pub autres: Vec<PieceVue>,
    /// Papers that the caller may not know: how many.
    pub reservees: usize,
    pub brouillon: bool,
    /// The caller may receive, check and withdraw.
    pub tenir: bool,
    pub deposables: Vec<Piece>,
}

/// A line of the checklist, with what was received for it.
#[derive(Clone, Debug)]
pub struct LigneAttendue {
    pub attendue: PieceAttendue,
    /// Name of the person it is about; empty for the household.
    pub pour: String,
    pub recues: Vec<PieceVue>,
}

/// A paper received that the caller may know.
#[derive(Clone, Debug)]
pub struct PieceVue {
    pub ligne: piece::Piece,
    pub piece: Piece,
}

impl PiecesDemande {
    /// Lines that nothing was received for, those that only an examiner may ask left out.
    pub fn list_manquantes(&self) -> Vec<&LigneAttendue> {
        let missing = self.attendues.iter().filter(|line| line.recues.iter().all(|r| r.ligne.etat == "retiree"));
        missing.filter(|line| line.attendue.exigence != droit::parametres::ExigencePiece::Complementaire).collect()
    }
}

/// The papers of a demande. The read is traced. Errors: out of reach, no list in force on the day.
pub async fn consulter_pieces(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<PiecesDemande, Echec> {
    let departement = carbet.regles().territoire.epci.departement.clone();
    let stored = demande::get(&carbet.base, &departement, id).await?;
    portee_demandes::check_demande(carbet, acteur, Acte::ConsulterPieces, &stored).await?;
    carbet.traces.note(acteur, "demande", id, carbet.horloge.instant_utc());
    let jour = carbet.aujourd_hui();
    let unknown = |error: droit::parametres::HorsPeriode| {
        Refus::new(
            "liste_inconnue",
            format!("La liste des pièces n'est pas connue à cette date : {error}."),
            "Complétez parametres/pieces.toml.",
        )
    };
    let liste = carbet.parametres.pieces.find(jour).map_err(unknown)?.valeurs;
    let majorite = carbet.parametres.menage.find(jour).map_err(unknown)?.valeurs.majorite;
    let masque = portee_demandes::read_masque(carbet, acteur, &stored).await?;
    let demande = narrow(&stored.demande, masque, stored.protege);
    let rows = piece::list_de_demande(&carbet.base, &departement, id).await?;
    let total = rows.len();
    let mut seen: Vec<PieceVue> = rows
        .into_iter()
        .filter_map(|ligne| Some(PieceVue { piece: Piece::from_code(&ligne.code)?, ligne }))
        .filter(|vue| sees(masque, vue.piece.sensibilite()))
        .collect();
    let reservees = total - seen.len();
    let personnes = &demande.dossier.menage.personnes;
    let attendues = list_pieces(liste, majorite, &demande.dossier, jour)
        .into_iter()
        .filter(|attendue| sees(masque, attendue.piece.sensibilite()))
        .map(|attendue| {
            let rang = attendue.rang.and_then(|rang| i32::try_from(rang).ok());
            let (recues, others) = std::mem::take(&mut seen)
                .into_iter()
                .partition(|vue| vue.piece == attendue.piece && (rang.is_none() || vue.ligne.rang == rang));
            seen = others;
            let pour = attendue.rang.and_then(|rang| personnes.get(rang)).map(nom_court).unwrap_or_default();
            LigneAttendue { attendue, pour, recues }
        })
        .collect();
    Ok(PiecesDemande {
        id,
        attendues,
        substituts: list_substituts(liste, &demande.dossier).to_vec(),
        autres: seen,
        reservees,
        brouillon: demande.etat == EtatDemande::Brouillon,
        tenir: acteur.portee(Acte::TenirPieces).is_some(),
        deposables: Piece::ALL.to_vec(),
        demande,
    })
}

/// A paper to open: its kind and its bytes. Each opening is traced under the paper's own name. Errors: `Introuvable`, also
/// for a paper that the caller may not know.
pub async fn ouvrir_piece(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(Genre, String, Vec<u8>), Echec> {
    let (row, known) = get_lisible(&carbet.base, acteur, id).await?;
    let stored = demande::get(&carbet.base, &row.departement, row.demande_id).await?;
    portee_demandes::check_demande(carbet, acteur, Acte::ConsulterPieces, &stored).await?;
    let masque = portee_demandes::read_masque(carbet, acteur, &stored).await?;
    if !sees(masque, known.sensibilite()) {
        return Err(Echec::Introuvable);
    }
    let octets = piece::find_octets(&carbet.base, &row).await?.ok_or(Echec::Introuvable)?;
    let genre = Genre::from_code(&row.genre).ok_or(Echec::Introuvable)?;
    carbet.traces.note(acteur, "piece", id, carbet.horloge.instant_utc());
    Ok((genre, format!("{}.{}", known.code(), genre.code()), octets))
}

/// A paper that the caller may know. Errors: `Introuvable`.
pub(crate) async fn get_lisible(acces: &impl Acces, acteur: &Acteur, id: Uuid) -> Result<(piece::Piece, Piece), Echec> {
    let row = piece::find(acces, id).await?.ok_or(Echec::Introuvable)?;
    let known = Piece::from_code(&row.code).ok_or(Echec::Introuvable)?;
    if row.departement != acteur.departement || !sees(acteur.role.masque(), known.sensibilite()) {
        return Err(Echec::Introuvable);
    }
    Ok((row, known))
}

fn nom_court(personne: &Personne) -> String {
    let nom = personne.nom.as_deref().or(personne.nom_naissance.as_deref());
    [personne.prenom.as_deref(), nom].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
