//! The rules, one function each, in the order in which the law takes them.

use super::Contexte;
use crate::constat::Constat;
use crate::demande::{
    CategorieRecherchee, Demande, EtatDemande, Menage, Nationalite, Personne, Recherche, TitreSejour, Typologie,
};
use crate::etats::libelle_etat_demande;
use crate::jour::{Jour, add_ans, format_fr};
use crate::logement::{Logement, Produit};
use crate::ressources::check_plafond_incertain;
use crate::territoire::limites::Limites;
use crate::tri::Tri;

/// CCH R. 441-2-4: only a registered demande, with its number, may be examined.
pub(super) fn check_demande_active(demande: &Demande) -> Constat {
    const ARTICLE: &str = "CCH R. 441-2-4";
    match &demande.etat {
        EtatDemande::Enregistree { .. } => Constat::satisfait("demande_active", ARTICLE, "La demande est enregistrée."),
        EtatDemande::Radiee { le, motif, .. } => Constat::non_satisfait(
            "demande_active",
            ARTICLE,
            format!("La demande a été radiée le {} ({}).", format_fr(*le), motif.libelle()),
        ),
        state @ (EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero) => Constat::non_satisfait(
            "demande_active",
            ARTICLE,
            format!("La demande n'est pas enregistrée (état : {}).", libelle_etat_demande(state).to_lowercase()),
        ),
    }
}

/// CCH R. 441-2-7: a demande is valid one year from its filing or last renewal, the last day included.
pub(super) fn check_demande_valide(expire_le: Option<Jour>, jour: Jour) -> Constat {
    const ARTICLE: &str = "CCH R. 441-2-7";
    match expire_le {
        None => Constat::indetermine("demande_valide", ARTICLE, vec!["expire_le"], "L'échéance de la demande n'est pas connue."),
        Some(last) if jour <= last => {
            Constat::satisfait("demande_valide", ARTICLE, format!("La demande est valable jusqu'au {}.", format_fr(last)))
        }
        Some(last) => Constat::non_satisfait(
            "demande_valide",
            ARTICLE,
            format!("La demande n'a pas été renouvelée : elle a expiré le {}.", format_fr(last)),
        ),
    }
}

/// CCH R. 441-1 and R. 300-2: every holder of the future lease is French or stays regularly.
///
/// The title to occupy the present home is another fact and never counts here (C1). Other occupants are not tested (to confirm).
pub(super) fn check_sejour(menage: &Menage, jour: Jour) -> Constat {
    const ARTICLE: &str = "CCH R. 441-1";
    let sejour = compute_sejour(menage);
    match (sejour.on(jour), sejour.jusqu_au) {
        (Tri::Vrai, _) => {
            Constat::satisfait("sejour_regulier", ARTICLE, "Chaque titulaire est français ou séjourne régulièrement.")
        }
        (Tri::Faux, _) => {
            Constat::non_satisfait("sejour_regulier", ARTICLE, "Un titulaire au moins n'a pas de titre de séjour admis.")
        }
        (Tri::Inconnu, Some(last)) if sejour.tri == Tri::Vrai => Constat::indetermine(
            "sejour_regulier",
            ARTICLE,
            vec!["sejour_regulier"],
            format!("Le titre de séjour vu a pris fin le {} : son renouvellement reste à vérifier.", format_fr(last)),
        ),
        (Tri::Inconnu, _) => Constat::indetermine(
            "sejour_regulier",
            ARTICLE,
            vec!["sejour_regulier"],
            "Le titre de séjour d'un titulaire reste à vérifier avant la commission.",
        ),
    }
}

/// The stay of all the holders, whatever the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sejour {
    pub tri: Tri,
    /// First of the last days of the titles seen; `None` when none ends.
    pub jusqu_au: Option<Jour>,
}

impl Sejour {
    /// An ended title leaves the stay unknown, never irregular: it may have been renewed.
    pub fn on(self, jour: Jour) -> Tri {
        if self.tri == Tri::Vrai && self.jusqu_au.is_some_and(|last| jour > last) { Tri::Inconnu } else { self.tri }
    }
}

/// Nobody to hold the lease is unknown: the file is incomplete.
pub(super) fn compute_sejour(menage: &Menage) -> Sejour {
    let mut holders = menage.list_futurs_occupants().filter(|p| p.is_cocontractant()).peekable();
    if holders.peek().is_none() {
        return Sejour { tri: Tri::Inconnu, jusqu_au: None };
    }
    holders.fold(Sejour { tri: Tri::Vrai, jusqu_au: None }, |all, p| {
        let (tri, until) = compute_sejour_personne(p);
        Sejour { tri: all.tri.et(tri), jusqu_au: all.jusqu_au.into_iter().chain(until).min() }
    })
}

fn compute_sejour_personne(personne: &Personne) -> (Tri, Option<Jour>) {
    match (personne.nationalite, &personne.titre_sejour) {
        (Some(Nationalite::Francaise), _) => (Tri::Vrai, None),
        (_, Some(title)) if title.titre == TitreSejour::AUCUN => (Tri::Faux, None),
        (_, Some(title)) => (Tri::Vrai, title.jusqu_au),
        (Some(Nationalite::UnionEuropeenne | Nationalite::HorsUnionEuropeenne) | None, None) => {
            (Tri::from(personne.sejour_regulier), None)
        }
    }
}

/// CCH L. 441-1 with code civil 388 and 413-6: the titulaire is of age, or an emancipated minor.
pub(super) fn check_majorite(menage: &Menage, jour: Jour) -> Constat {
    const ARTICLE: &str = "CCH L. 441-1";
    match majorite_le(menage) {
        None => {
            Constat::indetermine("majorite", ARTICLE, vec!["naissance_le"], "La date de naissance du titulaire n'est pas connue.")
        }
        Some(day) if jour >= day => Constat::satisfait("majorite", ARTICLE, "Le titulaire est majeur."),
        Some(day) => Constat::indetermine(
            "majorite",
            ARTICLE,
            vec!["emancipation"],
            format!("Le titulaire est mineur jusqu'au {} : il doit être émancipé.", format_fr(day)),
        ),
    }
}

/// Day the titulaire comes of age; `None` when the birth date is unknown.
pub(super) fn majorite_le(menage: &Menage) -> Option<Jour> {
    menage.titulaire()?.naissance_le.map(|birth| add_ans(birth, Limites::get().majorite_ans()))
}

/// CCH L. 441-2-2: owning a home fit for the household may justify a refusal, never by itself.
pub(super) fn check_proprietaire(demande: &Demande) -> Option<Constat> {
    const ARTICLE: &str = "CCH L. 441-2-2";
    demande.dossier.logement_actuel.proprietaire.filter(|owner| *owner).map(|_| {
        Constat::non_satisfait(
            "proprietaire",
            ARTICLE,
            "Le ménage possède un logement : la commission apprécie s'il convient à ses besoins et à ses moyens.",
        )
    })
}

/// CCH R. 441-1 and arrêté du 14 mars 2011: the income retained does not exceed the ceiling of the product; equality passes.
pub(super) fn check_ressources(produit: Produit, contexte: &Contexte<'_>) -> Constat {
    let Some(plafond) = contexte.plafond else {
        let missing = [("revenu", contexte.revenu.is_none()), ("plafond", true)];
        let manque: Vec<&'static str> = missing.iter().filter(|(_, absent)| *absent).map(|(name, _)| *name).collect();
        return Constat::indetermine(
            "plafond_ressources",
            "CCH R. 441-1",
            manque,
            "Les ressources ou le plafond du ménage ne sont pas connus.",
        );
    };
    check_plafond_incertain(contexte.revenu, contexte.revenu_plancher, plafond, produit)
}

/// CCH R. 441-2-2: the household asked for this number of rooms.
pub(super) fn check_typologie(typologie: Typologie, recherche: &Recherche) -> Constat {
    const ARTICLE: &str = "CCH R. 441-2-2";
    if recherche.typologies.is_empty() {
        return Constat::indetermine(
            "typologie_recherchee",
            ARTICLE,
            vec!["typologies"],
            "La demande ne dit pas quelle typologie elle recherche.",
        );
    }
    let asked = recherche.typologies.iter().map(|t| t.libelle()).collect::<Vec<_>>().join(", ");
    if recherche.typologies.iter().any(|t| t.pieces() == typologie.pieces()) {
        Constat::satisfait(
            "typologie_recherchee",
            ARTICLE,
            format!("Le {} figure parmi les typologies recherchées ({asked}).", typologie.libelle()),
        )
    } else {
        Constat::non_satisfait(
            "typologie_recherchee",
            ARTICLE,
            format!("Le logement est un {}, la demande recherche : {asked}.", typologie.libelle()),
        )
    }
}

/// CCH L. 441-1: the size of the home is weighed against the household; the grid is a local practice (R2.10) and only warns.
pub(super) fn check_taille(typologie: Typologie, demande: &Demande, contexte: &Contexte<'_>) -> Option<Constat> {
    const ARTICLE: &str = "CCH L. 441-1";
    let personnes = demande.dossier.menage.nombre_personnes();
    let Some(admitted) = contexte.typologies?.pieces_admises(personnes) else {
        return Some(Constat::indetermine(
            "taille_menage",
            ARTICLE,
            vec!["personnes"],
            "La composition du ménage n'est pas connue.",
        ));
    };
    let pieces = typologie.pieces();
    let case = format!("{personnes} personne{} pour un {}", if personnes > 1 { "s" } else { "" }, typologie.libelle());
    // Six rooms stand for six and more.
    Some(if admitted.contains(&pieces) {
        Constat::satisfait("taille_menage", ARTICLE, format!("Taille conforme à l'usage local : {case}."))
    } else if pieces < *admitted.start() {
        Constat::non_satisfait("taille_menage", ARTICLE, format!("Logement petit au regard de l'usage local : {case}."))
    } else {
        Constat::non_satisfait("taille_menage", ARTICLE, format!("Logement grand au regard de l'usage local : {case}."))
    })
}

/// CCH R. 441-2-2: the household asked for this commune, or accepts others.
pub(super) fn check_commune(commune: &str, recherche: &Recherche) -> Constat {
    const ARTICLE: &str = "CCH R. 441-2-2";
    if recherche.souhaits.iter().any(|s| s.commune == commune) {
        return Constat::satisfait("commune_souhaitee", ARTICLE, "La commune figure parmi les souhaits.");
    }
    match recherche.demande_elargie {
        Some(true) => Constat::satisfait(
            "commune_souhaitee",
            ARTICLE,
            "La commune n'est pas demandée, mais le ménage accepte d'autres communes.",
        ),
        Some(false) if !recherche.souhaits.is_empty() => Constat::non_satisfait(
            "commune_souhaitee",
            ARTICLE,
            "Le ménage n'a pas demandé cette commune et n'en accepte pas d'autres.",
        ),
        Some(false) => Constat::indetermine(
            "commune_souhaitee",
            ARTICLE,
            vec!["souhaits"],
            "La demande ne dit pas où le ménage souhaite vivre.",
        ),
        None if recherche.souhaits.is_empty() => Constat::indetermine(
            "commune_souhaitee",
            ARTICLE,
            vec!["souhaits"],
            "La demande ne dit pas où le ménage souhaite vivre.",
        ),
        None => Constat::indetermine(
            "commune_souhaitee",
            ARTICLE,
            vec!["demande_elargie"],
            "La commune n'est pas demandée ; on ne sait pas si le ménage en accepte d'autres.",
        ),
    }
}

/// CCH L. 441-1: a home that is not adapted is weighed against the need that the household states. It warns and never
/// bars: the household may take an ordinary home that suits it, or have it adapted.
///
/// The need is stated through a complement of the form: without it nothing is tested.
pub(super) fn check_besoin_adapte(logement: &Logement, recherche: &Recherche) -> Option<Constat> {
    const ARTICLE: &str = "CCH L. 441-1";
    if recherche.logement_adapte != Some(true) {
        return None;
    }
    Some(match logement.adapte {
        Some(true) => Constat::satisfait("besoin_adapte", ARTICLE, "Le logement est adapté, comme le ménage en a besoin."),
        Some(false) => Constat::non_satisfait("besoin_adapte", ARTICLE, "Le logement n'est pas adapté au besoin déclaré."),
        None => {
            Constat::indetermine("besoin_adapte", ARTICLE, vec!["logement.adapte"], "On ne sait pas si le logement est adapté.")
        }
    })
}

/// CCH L. 441-1: an adapted home goes first to those who need it; it may go to another household.
pub(super) fn check_usage_adapte(logement: &Logement, recherche: &Recherche) -> Option<Constat> {
    const ARTICLE: &str = "CCH L. 441-1";
    if logement.adapte != Some(true) {
        return None;
    }
    match recherche.logement_adapte {
        Some(true) => None,
        Some(false) => Some(Constat::non_satisfait(
            "usage_adapte",
            ARTICLE,
            "Le logement est adapté et le ménage n'en a pas besoin : chercher d'abord un ménage concerné.",
        )),
        None => Some(Constat::indetermine(
            "usage_adapte",
            ARTICLE,
            vec!["logement_adapte"],
            "Le logement est adapté ; on ne sait pas si le ménage en a besoin.",
        )),
    }
}

/// CCH R. 441-2-2: house or flat, as asked.
pub(super) fn check_categorie(logement: &Logement, recherche: &Recherche) -> Option<Constat> {
    const ARTICLE: &str = "CCH R. 441-2-2";
    match (recherche.categorie?, logement.individuel) {
        (CategorieRecherchee::Indifferent, _)
        | (CategorieRecherchee::Maison, true)
        | (CategorieRecherchee::Appartement, false) => None,
        (CategorieRecherchee::Maison, false) => {
            Some(Constat::non_satisfait("categorie", ARTICLE, "Le ménage recherche une maison, le logement est un appartement."))
        }
        (CategorieRecherchee::Appartement, true) => {
            Some(Constat::non_satisfait("categorie", ARTICLE, "Le ménage recherche un appartement, le logement est une maison."))
        }
    }
}

/// CCH R. 441-2-2: ground floor or upper floor without a lift, when the household refuses it.
pub(super) fn check_etage(logement: &Logement, recherche: &Recherche) -> Option<Constat> {
    const ARTICLE: &str = "CCH R. 441-2-2";
    let refuses_ground = recherche.rez_de_chaussee_refuse == Some(true);
    let refuses_stairs = recherche.sans_ascenseur_refuse == Some(true);
    if logement.individuel || !(refuses_ground || refuses_stairs) {
        return None;
    }
    let Some(floor) = logement.etage else {
        return Some(Constat::indetermine("etage", ARTICLE, vec!["logement.etage"], "L'étage du logement n'est pas connu."));
    };
    if refuses_ground && floor == 0 {
        return Some(Constat::non_satisfait("etage", ARTICLE, "Le ménage refuse le rez-de-chaussée."));
    }
    if refuses_stairs && floor > 0 {
        return match logement.ascenseur {
            Some(true) => None,
            Some(false) => Some(Constat::non_satisfait("etage", ARTICLE, "Le ménage refuse un étage sans ascenseur.")),
            None => {
                Some(Constat::indetermine("etage", ARTICLE, vec!["logement.ascenseur"], "On ne sait pas s'il y a un ascenseur."))
            }
        };
    }
    None
}

/// CCH L. 633-1: a foyer or résidence sociale admits by its own rules.
pub(super) fn check_foyer(logement: &Logement) -> Option<Constat> {
    logement.foyer.then(|| {
        Constat::non_satisfait(
            "foyer",
            "CCH L. 633-1",
            "Le logement est dans un foyer ou une résidence sociale, qui a ses propres conditions d'admission.",
        )
    })
}
