//! The rules that a case may ask, with their inputs and outputs: names are a contract.

mod calculs;
mod commission;

use super::donnees::Champs;
use super::{Arret, Donnee};
use crate::jour::Jour;
use crate::parametres::{EnVigueur, HorsPeriode, Parametres, Table};
use std::cell::Cell;

/// The values a rule gives, in the order of its outputs.
pub type Valeurs = Vec<(&'static str, Donnee)>;

/// A rule that a case may ask.
pub struct Regle {
    pub nom: &'static str,
    pub article: &'static str,
    /// One French sentence.
    pub resume: &'static str,
    pub donnees: &'static [&'static str],
    pub attendu: &'static [&'static str],
    pub(super) calcul: fn(&Contexte<'_>) -> Result<Valeurs, Arret>,
}

/// A case as a rule sees it.
pub struct Contexte<'a> {
    pub(super) champs: &'a Champs<'a>,
    pub(super) parametres: &'a Parametres,
    jour: Option<Jour>,
    provisoire: Cell<bool>,
}

impl<'a> Contexte<'a> {
    pub(super) fn new(champs: &'a Champs<'a>, parametres: &'a Parametres, jour: Option<Jour>) -> Contexte<'a> {
        Contexte { champs, parametres, jour, provisoire: Cell::new(false) }
    }

    /// The day of the case, for rules whose values change every year.
    pub(super) fn jour(&self) -> Result<Jour, Arret> {
        self.jour.ok_or_else(|| Arret::manque("date"))
    }

    /// The values in force on the day of the case; a rule asked without a day takes the last version.
    pub(super) fn en_vigueur<T>(&self, table: &'a Table<T>) -> Result<&'a T, HorsPeriode> {
        let found: EnVigueur<'a, T> = match self.jour {
            Some(jour) => table.find(jour)?,
            None => table.derniere(),
        };
        self.provisoire.set(self.provisoire.get() || found.provisoire);
        Ok(found.valeurs)
    }

    /// Adds that a value is provisional, when it is.
    pub(super) fn marquer(&self, mut valeurs: Valeurs) -> Valeurs {
        if self.provisoire.get() {
            valeurs.push(("provisoire", Donnee::Booleen(true)));
        }
        valeurs
    }
}

/// Every rule, in the order of the law's path: register, resources, objectives, reservations, commission.
pub fn regles() -> &'static [Regle] {
    REGLES
}

static REGLES: &[Regle] = &[
    Regle {
        nom: "enregistrement.numero_unique",
        article: "CCH R. 441-2-4",
        resume: "Structure du numéro unique : territoire, mois puis année, suite, guichet.",
        donnees: &["numero"],
        attendu: &["valide", "territoire", "mois", "annee", "guichet"],
        calcul: calculs::numero_unique,
    },
    Regle {
        nom: "enregistrement.echeance",
        article: "CCH R. 441-2-7",
        resume: "Une demande vaut un an depuis son dépôt ou son dernier renouvellement ; préavis un mois avant.",
        donnees: &["depose_le", "renouvele_le"],
        attendu: &["expire_le", "preavis_au_plus_tard"],
        calcul: calculs::echeance,
    },
    Regle {
        nom: "enregistrement.delai_anormalement_long",
        article: "CCH L. 441-1-4",
        resume: "Le délai anormalement long est dépassé passé son dernier jour, en mois de calendrier.",
        donnees: &["depose_le", "delai_mois", "jour"],
        attendu: &["depasse"],
        calcul: calculs::delai_anormalement_long,
    },
    Regle {
        nom: "enregistrement.radiation",
        article: "CCH R. 441-2-8",
        resume: "Cinq motifs de radiation, chacun avec sa preuve.",
        donnees: &[
            "motif",
            "jour",
            "bail_signe_le",
            "renonciation_le",
            "courrier_envoye_le",
            "courrier_avertit",
            "reponse_recue",
            "decide_le",
            "preavis_envoye_le",
            "expire_le",
        ],
        attendu: &["permise"],
        calcul: calculs::radiation,
    },
    Regle {
        nom: "ressources.categorie_menage",
        article: "CCH R. 441-1",
        resume: "Catégorie du ménage, de 1 à 6, avec le jeune ménage et la personne seule avec charges.",
        donnees: &["personnes"],
        attendu: &["categorie", "categorie_sans_maximum"],
        calcul: calculs::categorie_menage,
    },
    Regle {
        nom: "ressources.plafond",
        article: "CCH R. 441-1",
        resume: "Plafond annuel de ressources d'un produit outre-mer.",
        donnees: &["produit", "categorie", "personnes", "categorie_sans_maximum"],
        attendu: &["plafond", "provisoire"],
        calcul: calculs::plafond,
    },
    Regle {
        nom: "ressources.eligibilite",
        article: "CCH R. 441-1",
        resume: "Revenu au plus égal au plafond du produit : l'égalité passe.",
        donnees: &["produit", "categorie", "personnes", "categorie_sans_maximum", "revenu", "revenu_sans_conjoint"],
        attendu: &["eligible", "plafond", "provisoire"],
        calcul: calculs::eligibilite,
    },
    Regle {
        nom: "ressources.annee_plafond",
        article: "CCH R. 441-1",
        resume: "Le plafond est celui de l'année du bail ; en fin d'année, la commission est avertie qu'il peut changer.",
        donnees: &["jour"],
        attendu: &["meme_annee"],
        calcul: calculs::annee_plafond,
    },
    Regle {
        nom: "ressources.revenu_retenu",
        article: "CCH R. 441-1",
        resume: "Revenu fiscal N-2, ou N-1 s'il baisse d'au moins 10 %.",
        donnees: &["rfr_n2", "rfr_n1"],
        attendu: &["revenu", "annee"],
        calcul: calculs::revenu_retenu,
    },
    Regle {
        nom: "ressources.unites_consommation",
        article: "CCH L. 441-1",
        resume: "Unités de consommation d'un ménage selon les âges.",
        donnees: &["personnes"],
        attendu: &["unites"],
        calcul: calculs::unites_consommation,
    },
    Regle {
        nom: "occupation.suroccupation",
        article: "CCH L. 822-10",
        resume: "Surface habitable inférieure au minimum pour le nombre de personnes.",
        donnees: &["personnes", "surface"],
        attendu: &["suroccupe"],
        calcul: calculs::suroccupation,
    },
    Regle {
        nom: "occupation.sous_occupation",
        article: "CCH L. 621-2",
        resume: "Pièces habitables supérieures de plus d'une au nombre de personnes.",
        donnees: &["personnes", "pieces"],
        attendu: &["sous_occupe"],
        calcul: calculs::sous_occupation,
    },
    Regle {
        nom: "priorites.label",
        article: "CCH L. 441-1",
        resume: "Un label compte s'il précède le jour de la commission ; le jour même, seulement pour le DALO ou des violences.",
        donnees: &["public", "depuis", "enregistre_le", "jusqu_au", "jour"],
        attendu: &["compte"],
        calcul: calculs::label,
    },
    Regle {
        nom: "objectifs.quartile",
        article: "CCH L. 441-1",
        resume: "Quartile des ressources par unité de consommation, strictement sous le seuil de l'EPCI.",
        donnees: &["epci", "revenu_mensuel", "personnes"],
        attendu: &["quartile", "revenu_uc", "provisoire"],
        calcul: calculs::quartile,
    },
    Regle {
        nom: "objectifs.hors_qpv",
        article: "CCH L. 441-1",
        resume: "Premier quartile et relogés hors QPV, sans double compte.",
        donnees: &["baux", "premier_quartile", "reloges", "les_deux"],
        attendu: &["numerateur", "taux_pct", "atteint", "manque"],
        calcul: calculs::hors_qpv,
    },
    Regle {
        nom: "objectifs.en_qpv",
        article: "CCH L. 441-1",
        resume: "Deuxième au quatrième quartile en QPV.",
        donnees: &["baux", "quartiles_2_a_4"],
        attendu: &["taux_pct", "atteint", "manque"],
        calcul: calculs::en_qpv,
    },
    Regle {
        nom: "objectifs.publics_prioritaires",
        article: "CCH L. 441-1",
        resume: "DALO et publics prioritaires d'un titulaire de réservation ou d'un bailleur.",
        donnees: &["baux", "prioritaires"],
        attendu: &["taux_pct", "atteint", "manque"],
        calcul: calculs::publics_prioritaires,
    },
    Regle {
        nom: "objectifs.annee_bail",
        article: "CCH L. 441-1",
        resume: "Un bail compte dans l'année de sa signature, quelle que soit l'entrée dans les lieux.",
        donnees: &["bail_signe_le", "entree_le"],
        attendu: &["annee"],
        calcul: commission::annee_bail,
    },
    Regle {
        nom: "reservation.assiette",
        article: "CCH R. 441-5",
        resume: "Logements de l'année, moins mutations, relogements, ventes et hors champ.",
        donnees: &["logements", "mutations", "relogements_ru", "relogements_lhi", "ventes", "hors_champ"],
        attendu: &["assiette"],
        calcul: calculs::assiette,
    },
    Regle {
        nom: "reservation.repartition",
        article: "CCH R. 441-5",
        resume: "Partage de l'assiette au plus fort reste, l'État jamais au-dessus de sa part.",
        donnees: &["assiette", "parts"],
        attendu: &["quotas"],
        calcul: calculs::repartition,
    },
    Regle {
        nom: "reservation.plafond_etat",
        article: "CCH R. 441-5",
        resume: "L'État reçoit au plus 30 % de l'assiette, dont 5 % pour ses agents, arrondis à l'entier inférieur.",
        donnees: &["assiette", "etat", "agents"],
        attendu: &["respecte"],
        calcul: calculs::plafond_etat,
    },
    Regle {
        nom: "reservation.part_garantie",
        article: "CCH R. 441-5",
        resume: "Part des collectivités tenue en contrepartie de garanties d'emprunt, ensemble, au plus égale au maximum.",
        donnees: &["part_pct"],
        attendu: &["respecte"],
        calcul: commission::part_garantie,
    },
    Regle {
        nom: "reservation.echeance_bilan",
        article: "CCH R. 441-5-1",
        resume: "Le bilan d'une année part avant le 28 février de la suivante.",
        donnees: &["annee"],
        attendu: &["avant_le"],
        calcul: calculs::echeance_bilan,
    },
    Regle {
        nom: "caleol.delai_reponse",
        article: "CCH R. 441-10",
        resume: "Dernier jour pour répondre à une offre, calendrier du département compris.",
        donnees: &["notifie_le", "delai_jours", "departement"],
        attendu: &["expire_le"],
        calcul: calculs::delai_reponse,
    },
    Regle {
        nom: "caleol.nombre_candidats",
        article: "CCH R. 441-3",
        resume: "Trois demandes examinées au moins par logement, sauf exceptions.",
        donnees: &["examines", "dalo_designe", "plai_adapte", "insuffisance_motivee"],
        attendu: &["satisfait"],
        calcul: calculs::nombre_candidats,
    },
    Regle {
        nom: "caleol.quorum",
        article: "CCH R. 441-9",
        resume: "Quorum d'un logement : voix délibératives présentes ou représentées, selon la commune du logement.",
        donnees: &["commune", "dans_epci", "reservataire", "membres", "minimum"],
        attendu: &["atteint"],
        calcul: commission::quorum,
    },
    Regle {
        nom: "caleol.vote",
        article: "CCH L. 441-2",
        resume: "Issue d'un vote ; l'égalité est départagée par la voix prépondérante, si son titulaire a voté.",
        donnees: &["pour", "contre", "abstention", "voix_preponderante"],
        attendu: &["issue"],
        calcul: commission::vote,
    },
    Regle {
        nom: "caleol.silence",
        article: "CCH R. 441-10",
        resume: "Une offre peut recevoir sa réponse jusqu'au dernier jour compris ; le silence se constate le lendemain.",
        donnees: &["notifiee_le", "expire_le", "reponse_le", "constat_le"],
        attendu: &["etat"],
        calcul: commission::silence,
    },
    Regle {
        nom: "caleol.examen_triennal",
        article: "CCH L. 442-5-2",
        resume: "Examen de l'occupation tous les trois ans depuis la signature du bail.",
        donnees: &["bail_signe_le", "apres"],
        attendu: &["prochain"],
        calcul: calculs::examen_triennal,
    },
    Regle {
        nom: "caleol.motivation",
        article: "CCH L. 441-2-2",
        resume: "Une décision défavorable est motivée, par un motif de sa liste.",
        donnees: &["decision", "motifs", "rang"],
        attendu: &["complete"],
        calcul: calculs::motivation,
    },
    Regle {
        nom: "caleol.ressources_insuffisantes",
        article: "Arrêté du 10 mars 2011",
        resume: "Le motif des ressources insuffisantes suppose un taux d'effort connu, au-dessus du repère local s'il existe.",
        donnees: &["taux_effort_pct", "seuil_pct"],
        attendu: &["admis"],
        calcul: calculs::ressources_insuffisantes,
    },
    Regle {
        nom: "caleol.effort_offre",
        article: "CCH L. 441-2-8",
        resume: "Le refus d'un logement dont le taux d'effort dépasse le repère local ne coûte rien.",
        donnees: &["taux_effort_pct", "seuil_pct"],
        attendu: &["supportable"],
        calcul: calculs::effort_offre,
    },
    Regle {
        nom: "aides.allocation_logement_dom",
        article: "CCH L. 823-1",
        resume: "Estimation de l'allocation de logement outre-mer, zone 2, au centime.",
        donnees: &["loyer", "couple", "personnes_a_charge", "ressources_annuelles", "foyer"],
        attendu: &["montant", "provisoire"],
        calcul: calculs::allocation_logement_dom,
    },
    Regle {
        nom: "aides.taux_effort",
        article: "Arrêté du 10 mars 2011",
        resume: "Part des ressources prise par le loyer et les charges, aide déduite.",
        donnees: &["loyer", "charges", "aide", "ressources_mensuelles"],
        attendu: &["taux_pct"],
        calcul: calculs::taux_effort,
    },
    Regle {
        nom: "aides.reste_pour_vivre",
        article: "Arrêté du 10 mars 2011",
        resume: "Ce qui reste par jour et par unité de consommation.",
        donnees: &["ressources_mensuelles", "depense_nette", "autres_charges", "unites"],
        attendu: &["montant"],
        calcul: calculs::reste_pour_vivre,
    },
    Regle {
        nom: "conservation.purge",
        article: "Décret n° 2017-917 art. 4",
        resume: "Les données d'une demande sont détruites un an après la radiation.",
        donnees: &["radiee_le"],
        attendu: &["purge_le"],
        calcul: calculs::purge,
    },
];
