//! Reading: what waits for somebody, home by home and household by household: the work of the day.
//!
//! Nothing here ends anything: a line reminds, and the acts that follow keep their own rules. Only the law's own delays
//! (the answer to an offer, the paper of a condition) are shown as legal days; the delay without news is a local usage.

mod classeur;
mod lignes;

use droit::jour::Jour;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::consigner_appel::IssueAppel;
use crate::droits::{Acte, Acteur, Role};
use crate::issue::Echec;

pub use classeur::export_relances;

/// Why somebody is to be reminded; in the order of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Groupe {
    /// An offer is out: its delay is over, or runs.
    SansReponse,
    /// A paper is awaited, by the day of a condition or before the commission.
    Pieces,
    /// A household under proposal that has no use for it any more.
    Perdu,
    /// Every rank of the commission has gone.
    TourEpuise,
    /// Asked whether it is still interested, it has not answered.
    Interet,
    /// Proposed and without news for the local delay.
    SansNouvelle,
    /// A call that the organisation means to make again.
    Rappel,
}

impl Groupe {
    pub const ALL: [Groupe; 7] = [
        Groupe::SansReponse,
        Groupe::Pieces,
        Groupe::Perdu,
        Groupe::TourEpuise,
        Groupe::Interet,
        Groupe::SansNouvelle,
        Groupe::Rappel,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Groupe::SansReponse => "sans_reponse",
            Groupe::Pieces => "pieces",
            Groupe::Perdu => "perdu",
            Groupe::TourEpuise => "tour_epuise",
            Groupe::Interet => "interet",
            Groupe::SansNouvelle => "sans_nouvelle",
            Groupe::Rappel => "rappel",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            Groupe::SansReponse => "Offres sans réponse",
            Groupe::Pieces => "Pièces manquantes",
            Groupe::Perdu => "Candidats perdus",
            Groupe::TourEpuise => "Tours épuisés",
            Groupe::Interet => "« Toujours intéressé ? » sans réponse",
            Groupe::SansNouvelle => "Proposés sans nouvelle",
            Groupe::Rappel => "Appels à refaire",
        }
    }

    pub fn from_code(code: &str) -> Option<Groupe> {
        Groupe::ALL.into_iter().find(|g| g.code() == code)
    }

    /// What a role works on: a desk receives papers and answers; it neither proposes nor frees.
    fn is_pour(self, role: Role) -> bool {
        !matches!(role, Role::Guichet | Role::Adil)
            || matches!(self, Groupe::SansReponse | Groupe::Pieces | Groupe::Interet | Groupe::Rappel)
    }
}

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneRelance {
    pub groupe: Groupe,
    /// `None` when the home alone waits.
    pub demande: Option<Uuid>,
    /// Name, when the caller sees identities; else empty.
    pub menage: String,
    pub numero_unique: String,
    pub telephone: String,
    pub vacance: Option<Uuid>,
    pub offre: Option<Uuid>,
    pub interet: Option<Uuid>,
    pub logement: String,
    pub bailleur: String,
    pub depuis: Jour,
    /// The next day that matters.
    pub echeance: Option<Jour>,
    /// The day is set by law; else by usage or by whoever called.
    pub legale: bool,
    pub raison: String,
    /// The last call, whoever made it.
    pub dernier_appel: Option<(Jour, IssueAppel)>,
}

/// What is asked of the board.
#[derive(Clone, Debug, Default)]
pub struct FiltreRelance {
    pub groupe: Option<Groupe>,
    /// Code of a bailleur.
    pub bailleur: Option<String>,
    pub tri: TriRelance,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TriRelance {
    /// The nearest day first, those without one last.
    #[default]
    Echeance,
    /// The oldest first.
    Depuis,
    Menage,
}

impl TriRelance {
    pub fn from_code(code: &str) -> TriRelance {
        match code {
            "depuis" => TriRelance::Depuis,
            "menage" => TriRelance::Menage,
            _ => TriRelance::Echeance,
        }
    }
}

/// The board: the lines kept, in order, and the counts of each group before the choice of one.
#[derive(Clone, Debug)]
pub struct Tableau {
    pub lignes: Vec<LigneRelance>,
    pub comptes: Vec<(Groupe, usize)>,
    /// Code and short name of the bailleurs met, when there are several.
    pub bailleurs: Vec<(String, String)>,
    /// The local delay without news and whether it is confirmed; `None` when the territory sets none.
    pub delai: Option<(u32, bool)>,
}

/// What waits within reach.
pub async fn consulter_relances(carbet: &Carbet, acteur: &Acteur, filtre: &FiltreRelance) -> Result<Tableau, Echec> {
    acteur.portee(Acte::ConsulterRelances).ok_or(Echec::Introuvable)?;
    let regles = carbet.regles();
    let mut lignes = lignes::list(carbet, acteur).await?;
    lignes.retain(|l| l.groupe.is_pour(acteur.role));
    let mut codes: Vec<String> = lignes.iter().map(|l| l.bailleur.clone()).filter(|b| !b.is_empty()).collect();
    codes.sort();
    codes.dedup();
    if let Some(bailleur) = &filtre.bailleur {
        lignes.retain(|l| l.bailleur == *bailleur);
    }
    let groupes = Groupe::ALL.into_iter().filter(|g| g.is_pour(acteur.role));
    let comptes = groupes.map(|g| (g, lignes.iter().filter(|l| l.groupe == g).count())).collect();
    if let Some(groupe) = filtre.groupe {
        lignes.retain(|l| l.groupe == groupe);
    }
    sort(&mut lignes, filtre.tri);
    let delai = regles.territoire.delai_relance(carbet.aujourd_hui());
    Ok(Tableau {
        lignes,
        comptes,
        bailleurs: codes.into_iter().map(|code| (code.clone(), crate::habitat::sigle(&regles.territoire, &code))).collect(),
        delai: delai.map(|d| (d.sans_nouvelle_jours, d.adoption.statut == droit::territoire::StatutRegle::Adoptee)),
    })
}

/// A written order, so that the same board always reads the same.
fn sort(lignes: &mut [LigneRelance], tri: TriRelance) {
    let last = Jour::MAX;
    lignes.sort_by(|a, b| {
        let first = match tri {
            TriRelance::Echeance => a.echeance.unwrap_or(last).cmp(&b.echeance.unwrap_or(last)),
            TriRelance::Depuis => a.depuis.cmp(&b.depuis),
            TriRelance::Menage => a.menage.cmp(&b.menage),
        };
        let rest =
            || (a.groupe, a.depuis, &a.menage, a.vacance, a.demande).cmp(&(b.groupe, b.depuis, &b.menage, b.vacance, b.demande));
        first.then_with(rest)
    });
}
