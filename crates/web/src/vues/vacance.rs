//! `/vacances/{id}`: the home and the households it may go to, in order, with the reasons.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Ligne, Pagination, barre_points};
use super::parcours_vacance::ParcoursVue;

/// `GET /vacances/{id}?onglet=admissibles|indetermines|ecartes&personne=&page=`.
#[derive(Template)]
#[template(path = "vacance.html")]
pub struct VueVacance {
    pub cadre: Cadre,
    pub id: String,
    pub logement: CarteLogement,
    /// `admissibles`, `indetermines` or `ecartes`.
    pub onglet: String,
    pub nombre_admissibles: String,
    pub nombre_indetermines: String,
    pub nombre_ecartes: String,
    /// Filled for the tab `admissibles`.
    pub candidats: Vec<Candidat>,
    /// Filled for the other two tabs.
    pub ecartes: Vec<Ecarte>,
    /// First rules of these tabs, each opening its list; the one shown is marked.
    pub filtres: Vec<FiltreRegle>,
    pub pagination: Pagination,
    /// Who is proposed so far, and the sessions open to them.
    pub proposition: Proposition,
    /// What was typed in « Pourquoi pas ce ménage ? ».
    pub recherche: String,
    pub explication: Option<Explication>,
    /// Households that answer the search, to pick one; empty when one answered or nothing was searched.
    pub trouves: Vec<Trouve>,
    /// More households answer than are shown.
    pub trouves_autres: bool,
    /// Grid, date and parameters the list rests on.
    pub note: String,
    /// The caller may propose and free households.
    pub peut_proposer: bool,
    /// Reasons to free a household.
    pub motifs_liberation: Vec<Choix>,
    /// Orient and withdraw; `None` hides both.
    pub gestion: Option<GestionVacance>,
    /// The réservataire may give the home back.
    pub peut_rendre: bool,
    /// The steps in days.
    pub parcours: ParcoursVue,
    /// Links to `/vacances/{id}/interets`.
    pub interets: bool,
    /// Why the extract must be checked before anything; empty when it is fresh.
    pub alerte_sne: String,
}

/// One rule and how many households it stops first.
pub struct FiltreRegle {
    pub libelle: String,
    pub nombre: String,
    pub adresse: String,
    pub actif: bool,
}

/// What the bailleur may do with the vacancy itself.
pub struct GestionVacance {
    /// `code|type` of each holder.
    pub reservataires: Vec<Choix>,
    pub motifs_retrait: Vec<Choix>,
}

/// A household alive on the vacancy.
pub struct Propose {
    pub candidature: String,
    pub demande: String,
    pub nom: String,
    /// Place in the list, points.
    pub detail: String,
    pub etat: String,
    pub liberable: bool,
}

pub struct CarteLogement {
    pub residence: String,
    /// `T3`.
    pub typologie: String,
    /// Surface, kind, floor in words.
    pub resume: String,
    pub adresse: String,
    /// To whom it is oriented, and until when, in a sentence.
    pub orientation: String,
    pub loyer: String,
    pub annexes: String,
    pub charges: String,
    pub total: String,
    /// Product, QPV, adapted.
    pub etiquettes: Vec<Etiquette>,
    /// Other facts: réservataire, available on, ceiling, lift, RPLS.
    pub lignes: Vec<Ligne>,
}

pub struct Candidat {
    pub demande: String,
    pub rang: u32,
    /// Names, only after designation for a bailleur; `None` shows `repere`.
    pub identite: Option<String>,
    pub repere: String,
    /// Size and composition.
    pub menage: String,
    pub anciennete: String,
    pub points: i32,
    /// Part of the points still to be proven.
    pub points_provisoires: i32,
    /// Points that fill the bar: those of the first of the list.
    pub points_maximum: i32,
    pub loyer_net: String,
    pub aide: String,
    pub taux_effort: String,
    pub reste_pour_vivre: String,
    pub etiquettes: Vec<Etiquette>,
    pub propose: bool,
    /// Its candidature here, when `propose`; empty when it cannot be freed from the list.
    pub candidature: String,
    /// Where the household is held, e.g. `Proposé : T3 Les Manguiers, séance du 24/11`.
    pub tenu_ailleurs: Option<String>,
    /// Households before it are not proposed: the act asks a reason.
    pub exige_motif: bool,
    /// `retenu`, `tenu` or empty.
    pub classe: &'static str,
    /// May be preselected: admissible, neither proposed nor preselected.
    pub preselectionnable: bool,
    pub preselectionne: bool,
}

impl Candidat {
    /// The name of its form, apart from that of the proposal.
    fn cle_preselection(&self) -> String {
        format!("preselection-{}", self.demande)
    }

    fn barre(&self) -> String {
        barre_points(self.points.saturating_sub(self.points_provisoires), self.points_provisoires, self.points_maximum)
    }
}

pub struct Ecarte {
    pub demande: String,
    pub menage: String,
    pub composition: String,
    /// First failing (or undetermined) rule, in words.
    pub regle: String,
    /// How many other rules fail too.
    pub autres: u32,
    pub raison: String,
    /// Unknown facts that would decide, in words; empty when none.
    pub manque: String,
    pub article: String,
    pub points: String,
}

pub struct Proposition {
    pub titre: String,
    pub detail: String,
    pub menages: Vec<Propose>,
    /// Sessions still open; empty hides the form.
    pub seances: Vec<Choix>,
    /// Fewer than three candidates: a reason is asked (CCH R. 441-3).
    pub motif_insuffisance: bool,
}

/// One of the households that answer a search.
pub struct Trouve {
    pub demande: String,
    pub nom: String,
    pub detail: String,
    /// Where it stands on this home.
    pub situation: String,
    /// Where it is held, or empty.
    pub tenu: String,
}

/// Every rule examined for one household and this home.
pub struct Explication {
    pub demande: String,
    pub menage: String,
    /// The officer may still propose it, with a reason kept in the minutes.
    pub peut_proposer: bool,
    pub ton: Ton,
    pub conclusion: String,
    /// What to do next.
    pub suite: String,
    pub regles: Vec<RegleExaminee>,
}

pub struct RegleExaminee {
    pub regle: String,
    pub issue: Etiquette,
    pub raison: String,
    pub article: String,
}

impl VueVacance {
    pub fn exemple() -> VueVacance {
        let mut cadre = Cadre::exemple("Candidats, T3 Les Balourous", "/vacances");
        cadre.titre = "Candidats pour T3 Les Balourous".into();
        VueVacance {
            cadre,
            id: "019a-v7".into(),
            logement: exemple_logement(),
            onglet: "admissibles".into(),
            nombre_admissibles: "143".into(),
            nombre_indetermines: "38".into(),
            nombre_ecartes: "8 131".into(),
            candidats: exemple_candidats(),
            ecartes: Vec::new(),
            filtres: Vec::new(),
            peut_proposer: true,
            motifs_liberation: Choix::list(&[("retrait_designation", "Retiré de la désignation"), ("desistement", "Désistement du demandeur")], ""),
            gestion: Some(GestionVacance {
                reservataires: Choix::list(&[("ctg|COLTER", "CTG"), ("siguy|AUCUN", "SIGUY, hors contingent")], ""),
                motifs_retrait: Choix::list(&[("travaux", "Travaux"), ("erreur", "Déclaration faite par erreur")], ""),
            }),
            peut_rendre: true,
            parcours: ParcoursVue::exemple(),
            interets: false,
            alerte_sne: String::new(),
            pagination: Pagination { page: 1, pages: 6, modele: "/vacances/019a-v7?page=".into(), resume: "143 ménages admissibles, de 1 à 25".into(), tailles: Vec::new(), },
            proposition: Proposition {
                titre: "3 candidats proposés".into(),
                detail: "Rangs 1, 2 et 4. Le minimum de trois demandes est atteint.".into(),
                menages: vec![Propose {
                    candidature: "k1".into(),
                    demande: "019a-d1".into(),
                    nom: "Joseph Marie-Rose".into(),
                    detail: "rang 1, 112 points".into(),
                    etat: "Proposée à la désignation".into(),
                    liberable: true,
                }],
                seances: Choix::list(&[("s24", "Séance du 24/11/2026, 9 h"), ("s08", "Séance du 08/12/2026, 9 h")], "s24"),
                motif_insuffisance: false,
            },
            recherche: String::new(),
            explication: None,
            trouves: Vec::new(),
            trouves_autres: false,
            note: "Ordre de la grille 2026-1 (démonstration) au 16/11/2026 : points, puis date de dépôt, enregistrement et numéro unique. La commission reste souveraine. Aide estimée au barème en vigueur, loyers saisis par le bailleur.".into(),
        }
    }

    /// A search that several households answer.
    pub fn exemple_trouves() -> VueVacance {
        let trouve = |demande: &str, detail: &str, situation: &str, tenu: &str| Trouve {
            demande: demande.into(),
            nom: "Joseph Marie-Rose".into(),
            detail: detail.into(),
            situation: situation.into(),
            tenu: tenu.into(),
        };
        VueVacance {
            recherche: "joseph".into(),
            trouves: vec![
                trouve(
                    "d1",
                    "né(e) le 14/03/1984, 973032104512398745, 1 adulte, 2 enfants, catégorie 4",
                    "Admissible, au rang 1",
                    "",
                ),
                trouve(
                    "d9",
                    "né(e) le 02/12/1961, 973052205511447702, 1 adulte, catégorie 1",
                    "Écarté",
                    "Retenu depuis le 05/11/2026 pour T2 à Matoury (SIMKO)",
                ),
            ],
            trouves_autres: true,
            ..VueVacance::exemple()
        }
    }

    /// The tab of excluded households, with one explained.
    pub fn exemple_ecartes() -> VueVacance {
        let ecarte = |id: &str,
                      menage: &str,
                      composition: &str,
                      regle: &str,
                      autres,
                      raison: &str,
                      manque: &str,
                      article: &str,
                      points: &str| Ecarte {
            demande: id.into(),
            menage: menage.into(),
            composition: composition.into(),
            regle: regle.into(),
            autres,
            raison: raison.into(),
            manque: manque.into(),
            article: article.into(),
            points: points.into(),
        };
        VueVacance {
            onglet: "ecartes".into(),
            alerte_sne: "L’extrait du SNE date du 02/11/2026 : vérifiez dans le SNE que chaque demande est toujours active.".into(),
            filtres: vec![
                FiltreRegle { libelle: "Plafond de ressources".into(), nombre: "1 204".into(), adresse: "/vacances/019a-v7?onglet=ecartes&regle=plafond_ressources".into(), actif: true },
                FiltreRegle { libelle: "Typologie recherchée".into(), nombre: "5 911".into(), adresse: "/vacances/019a-v7?onglet=ecartes&regle=typologie_recherchee".into(), actif: false },
            ],
            candidats: Vec::new(),
            ecartes: vec![
                ecarte("d1", "Ménage 3307", "4 personnes, catégorie 4", "Plafond de ressources", 1, "Revenu fiscal retenu de 41 280 €, plafond LLTS de 26 514 € pour la catégorie 4.", "", "CCH R. 441-1", "91"),
                ecarte("d2", "Ménage 0871", "2 personnes, catégorie 2", "Typologie", 0, "Le ménage demande un T1 ou un T2, le logement est un T3.", "", "CCH R. 441-2-2", "77"),
                ecarte("d3", "Ménage 5120", "5 personnes, catégorie 5", "Occupation du logement", 2, "66 m² pour 5 personnes : au-dessous de la surface de référence.", "", "CCH L. 822-10", "74"),
            ],
            pagination: Pagination { page: 1, pages: 1, modele: String::new(), resume: "8 131 ménages écartés, les 3 premiers affichés".into(), tailles: Vec::new(), },
            recherche: "973032104512398745".into(),
            explication: Some(Explication {
                demande: "d1".into(),
                peut_proposer: true,
                menage: "Ménage 3307".into(),
                ton: Ton::Grave,
                conclusion: "Non admissible sur ce logement : plafond de ressources".into(),
                suite: "Si les ressources ont baissé, demandez au ménage son avis d’imposition le plus récent, puis relancez la liste.".into(),
                regles: vec![
                    RegleExaminee { regle: "Séjour régulier".into(), issue: Etiquette::new("Satisfait", Ton::Bon), raison: "Titre vérifié au guichet le 02/03/2026.".into(), article: "CCH R. 300-2".into() },
                    RegleExaminee { regle: "Plafond de ressources".into(), issue: Etiquette::new("Non satisfait", Ton::Grave), raison: "Revenu fiscal retenu de 41 280 €, plafond LLTS de 26 514 €.".into(), article: "CCH R. 441-1".into() },
                    RegleExaminee { regle: "Logement adapté".into(), issue: Etiquette::new("Indéterminé", Ton::Attention), raison: "Le besoin d’un logement adapté n’est pas renseigné.".into(), article: "CCH R. 441-4".into() },
                ],
            }),
            ..VueVacance::exemple()
        }
    }
}

fn exemple_logement() -> CarteLogement {
    CarteLogement {
        residence: "Les Balourous".into(),
        typologie: "T3".into(),
        resume: "66 m², 2e étage sans ascenseur".into(),
        adresse: "14 allée des Balourous, Matoury".into(),
        orientation: "Réservé à l’État (publics prioritaires), proposition attendue avant le 04/12/2026.".into(),
        loyer: "412,30 €".into(),
        annexes: "18,00 €".into(),
        charges: "64,50 €".into(),
        total: "494,80 €".into(),
        etiquettes: vec![Etiquette::new("LLTS", Ton::Neutre), Etiquette::new("Hors QPV", Ton::Info)],
        lignes: vec![
            Ligne::new("Bailleur", "SIGUY"),
            Ligne::new("Réservataire", "État, prioritaires"),
            Ligne::new("Libre le", "01/12/2026"),
            Ligne::new("Construit en", "2014"),
            Ligne::new("Plafond, 3 pers.", "23 214 €"),
            Ligne::new("RPLS", "9730041827"),
            Ligne::manquante("Adapté"),
        ],
    }
}

fn exemple_candidats() -> Vec<Candidat> {
    let row = |rang: u32,
               identite: Option<&str>,
               menage: &str,
               anciennete: &str,
               points: i32,
               provisoires: i32,
               net: &str,
               aide: &str,
               effort: &str,
               reste: &str,
               etiquettes: Vec<Etiquette>| Candidat {
        demande: format!("019a-d{rang}"),
        rang,
        identite: identite.map(str::to_owned),
        repere: format!("{:04}", 412 * rang % 9973),
        menage: menage.into(),
        anciennete: anciennete.into(),
        points,
        points_provisoires: provisoires,
        points_maximum: 112,
        loyer_net: net.into(),
        aide: aide.into(),
        taux_effort: effort.into(),
        reste_pour_vivre: reste.into(),
        etiquettes,
        propose: identite.is_some(),
        candidature: if identite.is_some() { format!("c{rang}") } else { String::new() },
        tenu_ailleurs: None,
        exige_motif: rang > 4,
        classe: if identite.is_some() { "retenu" } else { "" },
        preselectionnable: false,
        preselectionne: false,
    };
    let priority = || Etiquette::new("Prioritaire", Ton::Priorite);
    let mut rows = vec![
        row(
            1,
            Some("Joseph Marie-Rose"),
            "1 adulte, 2 enfants, catégorie 4",
            "déposée le 02/03/2021",
            112,
            0,
            "128,40 €",
            "366,40 €",
            "16,2 %",
            "14,80 €",
            vec![priority()],
        ),
        row(
            2,
            Some("Baptista Da Silva Luan et Ana"),
            "2 adultes, 1 enfant, catégorie 3",
            "déposée le 18/05/2022",
            86,
            30,
            "254,10 €",
            "240,70 €",
            "19,6 %",
            "19,25 €",
            vec![priority(), Etiquette::new("2 faits à prouver", Ton::Attention)],
        ),
        row(
            3,
            None,
            "2 adultes, 1 enfant, catégorie 3",
            "déposée le 07/01/2020",
            81,
            0,
            "318,80 €",
            "176,00 €",
            "24,9 %",
            "17,10 €",
            vec![priority()],
        ),
        row(
            4,
            Some("Maturin Roselyne"),
            "1 adulte, 1 enfant, 1 à naître",
            "déposée le 25/09/2021",
            74,
            8,
            "98,20 €",
            "396,60 €",
            "11,4 %",
            "12,05 €",
            vec![Etiquette::new("Mutation", Ton::Info)],
        ),
        row(
            5,
            None,
            "1 adulte, 2 enfants, catégorie 4",
            "déposée le 14/02/2023",
            66,
            10,
            "302,00 €",
            "192,80 €",
            "34,1 %",
            "8,90 €",
            vec![Etiquette::new("Effort élevé", Ton::Attention)],
        ),
        row(
            6,
            None,
            "2 adultes, 1 enfant, catégorie 3",
            "déposée le 30/06/2022",
            63,
            0,
            "412,60 €",
            "82,20 €",
            "22,0 %",
            "24,40 €",
            vec![],
        ),
        row(
            7,
            None,
            "3 adultes, catégorie 3",
            "déposée le 11/10/2023",
            57,
            15,
            "494,80 €",
            "0,00 €",
            "27,3 %",
            "20,15 €",
            vec![Etiquette::new("Sous-occupation à vérifier", Ton::Neutre)],
        ),
    ];
    if let Some(third) = rows.get_mut(2) {
        third.tenu_ailleurs = Some("Tenu : T3 Les Manguiers, séance du 24/11/2026".into());
        third.classe = "tenu";
    }
    rows
}
