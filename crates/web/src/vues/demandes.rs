//! `/demandes`: the register, searched and filtered.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Colonne, Etiquette, Pagination, VueGardee, VuesGardees};

/// `GET /demandes?q=&commune=&typologie=&etat=&guichet=&incomplete=&prioritaire=&tri=&page=`.
#[derive(Template)]
#[template(path = "demandes.html")]
pub struct VueDemandes {
    pub cadre: Cadre,
    /// One sentence on what is listed, e.g. `8 312 demandes actives au 13/11/2026`.
    pub resume: String,
    pub peut_importer: bool,
    /// Offers to type a demande.
    pub peut_saisir: bool,
    /// What was searched.
    pub q: String,
    pub communes: Vec<Choix>,
    pub typologies: Vec<Choix>,
    pub etats: Vec<Choix>,
    pub guichets: Vec<Choix>,
    /// Only demandes that lack a fact.
    pub incomplete: bool,
    /// Only demandes of a priority public.
    pub prioritaire: bool,
    /// Some filter is set: offers to clear it.
    pub filtree: bool,
    /// Order asked, which a new search keeps.
    pub tri: String,
    /// Lines of a page asked, which a new search keeps.
    pub taille: String,
    pub gardees: VuesGardees,
    /// Address of the same list as a workbook.
    pub export: String,
    /// Six columns: ménage, numéro unique, souhait, logement, dépôt, points.
    pub colonnes: Vec<Colonne>,
    pub lignes: Vec<LigneDemande>,
    pub pagination: Pagination,
}

pub struct LigneDemande {
    /// Identifier of the demande (uuid).
    pub id: String,
    /// Names when the caller may see them, else a landmark such as `Ménage 0412`.
    pub menage: String,
    /// Birth date of the titulaire, or empty.
    pub naissance: String,
    /// `En attente de numéro` while the SNE has not answered.
    pub numero_unique: String,
    pub etiquettes: Vec<Etiquette>,
    /// First wish.
    pub souhait: String,
    pub autres_souhaits: String,
    pub typologie: String,
    pub personnes: String,
    pub depose_le: String,
    pub anciennete: String,
    pub points: String,
    pub provisoire: bool,
}

impl VueDemandes {
    pub fn exemple() -> VueDemandes {
        let ligne = |id: &str,
                     menage: &str,
                     ne: &str,
                     numero: &str,
                     tags: Vec<Etiquette>,
                     souhait: &str,
                     autres: &str,
                     typo: &str,
                     pers: &str,
                     depot: &str,
                     age: &str,
                     points: &str,
                     provisoire| LigneDemande {
            id: id.into(),
            menage: menage.into(),
            naissance: ne.into(),
            numero_unique: numero.into(),
            etiquettes: tags,
            souhait: souhait.into(),
            autres_souhaits: autres.into(),
            typologie: typo.into(),
            personnes: pers.into(),
            depose_le: depot.into(),
            anciennete: age.into(),
            points: points.into(),
            provisoire,
        };
        let priority = || Etiquette::new("Prioritaire", Ton::Priorite);
        VueDemandes {
            cadre: Cadre::exemple("Demandes", "/demandes"),
            resume: "8 312 demandes actives sur le territoire, 214 expirent dans les 60 jours.".into(),
            peut_importer: true,
            peut_saisir: true,
            q: String::new(),
            communes: Choix::list(
                &[
                    ("", "Toutes"),
                    ("97302", "Cayenne"),
                    ("97307", "Matoury"),
                    ("97309", "Remire-Montjoly"),
                    ("97305", "Macouria"),
                ],
                "",
            ),
            typologies: Choix::list(
                &[("", "Toutes"), ("T1", "T1"), ("T2", "T2"), ("T3", "T3"), ("T4", "T4"), ("T5", "T5 et plus")],
                "",
            ),
            etats: Choix::list(
                &[("active", "Actives"), ("attente", "En attente de numéro"), ("radiee", "Radiées"), ("", "Toutes")],
                "active",
            ),
            guichets: Choix::list(&[("", "Tous"), ("97301", "CCAS de Cayenne"), ("97302", "ADIL")], ""),
            incomplete: false,
            prioritaire: false,
            filtree: false,
            tri: String::new(),
            taille: String::new(),
            gardees: VuesGardees {
                peut_garder: true,
                peut_partager: true,
                filtres: "incomplete=oui".into(),
                vues: vec![VueGardee {
                    id: "019a-vue".into(),
                    nom: "Dossiers à compléter".into(),
                    adresse: "/demandes?incomplete=oui".into(),
                    partagee: true,
                    par_defaut: true,
                    a_soi: true,
                    ouverte: true,
                }],
            },
            export: "/demandes.xlsx".into(),
            colonnes: vec![
                Colonne::triable("Ménage", "/demandes?tri=nom", "none"),
                Colonne::fixe("Numéro unique"),
                Colonne::triable("Premier souhait", "/demandes?tri=commune", "none"),
                Colonne::triable("Logement", "/demandes?tri=typologie", "none"),
                Colonne::triable("Déposée le", "/demandes?tri=depot", "none"),
                Colonne::triable("Points", "/demandes?tri=points&sens=asc", "descending").en_nombre(),
            ],
            lignes: vec![
                ligne(
                    "019a-0412",
                    "Joseph Marie-Rose",
                    "née le 14/03/1984",
                    "973032104512398745",
                    vec![Etiquette::new("DALO", Ton::Priorite), Etiquette::new("Délai dépassé", Ton::Attention)],
                    "Cayenne",
                    "puis Matoury",
                    "T4",
                    "5 personnes",
                    "02/03/2021",
                    "5 ans 8 mois",
                    "112",
                    false,
                ),
                ligne(
                    "019a-0967",
                    "Baptista Da Silva Luan et Ana",
                    "né le 22/08/1990",
                    "973072205611447702",
                    vec![priority()],
                    "Matoury",
                    "puis Cayenne, Remire-Montjoly",
                    "T3, T4",
                    "4 personnes",
                    "18/05/2022",
                    "4 ans 5 mois",
                    "86",
                    true,
                ),
                ligne(
                    "019a-1180",
                    "Saint-Prix Odile",
                    "née le 03/11/1957",
                    "973020909500128833",
                    vec![Etiquette::new("Mutation", Ton::Info)],
                    "Remire-Montjoly",
                    "",
                    "T2",
                    "1 personne",
                    "11/09/2020",
                    "6 ans 2 mois",
                    "58",
                    false,
                ),
                ligne(
                    "019a-1533",
                    "Appolinaire Kevin",
                    "né le 30/01/1999",
                    "En attente de numéro",
                    vec![Etiquette::new("Pré-demande", Ton::Attention)],
                    "Macouria",
                    "accepte d’autres communes",
                    "T1, T2",
                    "1 personne",
                    "09/11/2026",
                    "7 jours",
                    "3",
                    true,
                ),
                ligne(
                    "019a-2201",
                    "Agouinti Solange et Amaïkon Denis",
                    "née le 19/06/1993",
                    "973051411508877201",
                    vec![Etiquette::new("Expire le 02/12/2026", Ton::Attention)],
                    "Macouria",
                    "puis Cayenne",
                    "T5",
                    "7 personnes",
                    "14/11/2023",
                    "3 ans",
                    "47",
                    true,
                ),
            ],
            pagination: Pagination {
                page: 1,
                pages: 167,
                modele: "/demandes?page=".into(),
                resume: "8 312 demandes, de 1 à 50".into(),
                tailles: Vec::new(),
            },
        }
    }

    /// A search that finds nobody.
    pub fn exemple_vide() -> VueDemandes {
        VueDemandes { lignes: Vec::new(), q: "Joséphh".into(), filtree: true, ..VueDemandes::exemple() }
    }
}
