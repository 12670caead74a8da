//! `/demandes/{id}`: the file of a household.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Evenement, Ligne, Saisie, barre_points};
use super::echanges_sne::LigneEchangeVue;

/// `GET /demandes/{id}`. Every part is already narrowed to what the caller may see.
#[derive(Template)]
#[template(path = "demande.html")]
pub struct VueDemande {
    pub cadre: Cadre,
    pub id: String,
    /// Names, or a landmark for who may not see them.
    pub menage: String,
    /// `En attente de numéro` while there is none.
    pub numero_unique: String,
    pub etiquettes: Vec<Etiquette>,
    /// Filing, renewal and expiry in one sentence.
    pub resume: String,
    /// Facts that are missing and what each would change.
    pub manques: Vec<Manque>,
    pub composition: String,
    pub personnes: Vec<PersonneVue>,
    pub ressources: Vec<Ligne>,
    pub logement_actuel: Vec<Ligne>,
    pub recherche: Vec<Ligne>,
    /// Wishes in the order of the household.
    pub souhaits: Vec<String>,
    pub contact: Vec<Ligne>,
    /// Source and day of each block.
    pub provenances: Provenances,
    pub labels: Vec<LabelVue>,
    /// Shows the form `POST /demandes/{id}/labels` (`public`, `depuis`, `preuve`).
    pub peut_labelliser: bool,
    pub publics: Vec<Choix>,
    /// Shows the form `POST /demandes/{id}/preuves` (`fait`, `nature`).
    pub peut_constater_sejour: bool,
    /// One line a holder of the future lease.
    pub sejours: Vec<SejourVu>,
    pub cocontractants: Vec<Choix>,
    pub titres: Vec<Choix>,
    pub peut_prouver: bool,
    pub faits_a_prouver: Vec<Choix>,
    pub natures: Vec<Choix>,
    /// Version and status of the grid, date of the computation.
    pub grille: String,
    pub rubriques: Vec<RubriqueVue>,
    /// Whether the lines of each rubrique are shown, or its total only.
    pub detaillee: bool,
    pub total: i32,
    pub points_provisoires: i32,
    /// Scale of the bar: the highest total of the register.
    pub total_maximum: i32,
    /// Proven and provisional parts in words.
    pub total_detail: String,
    /// Reminder on the nature of the points.
    pub total_note: String,
    pub rang: Option<RangVue>,
    /// Held by a proposal or an offer.
    pub tenu: Option<TenuVue>,
    /// Shows the form `POST /demandes/{id}/numero-unique` (`numero_unique`).
    pub saisir_numero: bool,
    /// The draft may be handed to the SNE (`POST /demandes/{id}/transmettre`).
    pub transmettre: bool,
    /// The draft may be opened in its form again (`GET /demandes/{id}/modifier`).
    pub modifier: bool,
    /// Links to the papers.
    pub pieces: bool,
    /// Links to the sheet to type in the SNE.
    pub fiche_presaisie: bool,
    /// What was handed over may come back (`POST /demandes/{id}/reprendre`).
    pub reprendre: bool,
    /// Shows the form `POST /demandes/{id}/renouveler` (`le`).
    pub renouveler: bool,
    /// Shows the form `POST /demandes/{id}/radier` (`motif`, `ecrit_le`, `decide_le`, `avertissement`, `reponse_recue`).
    pub radier: bool,
    pub motifs_radiation: Vec<Choix>,
    /// Whether an answer came to the letter: unknown until somebody says so.
    pub reponses_courrier: Vec<Choix>,
    /// What waits to be typed in the SNE, one sentence each.
    pub a_reporter: Vec<String>,
    /// Messages exchanged with the SNE, latest first.
    pub echanges: Vec<LigneEchangeVue>,
    /// A protected file: said to whoever may open it.
    pub protege: bool,
    /// One line in place of the labels that may not be read.
    pub publics_masques: bool,
    /// Links to the homes that would suit.
    pub voit_vacances: bool,
    /// Calls kept, the last first, with those that were corrected.
    pub appels: Vec<AppelVue>,
    /// Shows the form `POST /demandes/{id}/appels` (`appele_le`, `appel_issue`, `appel_dit`, `rappeler_le`).
    pub peut_appeler: bool,
    /// Links to `/demandes/{id}/ecrire`.
    pub peut_ecrire: bool,
    pub issues_appel: Vec<Choix>,
    pub evenements: Vec<Evenement>,
    pub champs_source: Vec<ChampSourceVue>,
    pub saisie: Saisie,
}

/// The stay of one holder of the future lease.
pub struct SejourVu {
    pub qui: String,
    pub etat: Etiquette,
    /// Title, last day, when and by whom it was seen.
    pub detail: String,
}

pub struct Manque {
    pub quoi: String,
    pub consequence: String,
}

pub struct PersonneVue {
    pub nom: String,
    pub role: String,
    pub naissance_le: String,
    pub age: String,
    pub situation: String,
    pub travail: String,
}

pub struct AppelVue {
    pub id: String,
    pub le: String,
    /// Day of the call, ISO.
    pub iso: String,
    pub issue: Etiquette,
    pub code_issue: String,
    pub dit: String,
    pub rappel: String,
    pub rappel_iso: String,
    pub organisation: String,
    /// Says that a later line corrects it, or that it corrects one; else empty.
    pub correction: String,
    /// Shows the form `POST /appels/{id}/corriger`.
    pub corrigible: bool,
}

pub struct LabelVue {
    pub public: String,
    pub autorite: String,
    pub periode: String,
    pub preuve: String,
}

pub struct RubriqueVue {
    pub libelle: String,
    /// How its lines combine, e.g. `plafonnée à 40`.
    pub regle: String,
    pub total: String,
    pub lignes: Vec<LigneDePoints>,
}

pub struct LigneDePoints {
    pub critere: String,
    /// The fact in words, with its value.
    pub fait: String,
    /// `Prouvé`, `À prouver`, `À compléter`, `Calculé`.
    pub preuve: Etiquette,
    pub fondement: String,
    /// Empty when the criterion is unknown.
    pub points: String,
}

pub struct RangVue {
    /// e.g. `12e sur 318`.
    pub position: String,
    /// What « comparable » means.
    pub comparables: String,
    /// What those who signed such a lease had waited, or that too few did.
    pub attente: String,
}

pub struct TenuVue {
    pub titre: String,
    pub lien: String,
    pub adresse: String,
}

pub struct ChampSourceVue {
    pub chemin: String,
    pub valeur: String,
    pub origine: String,
}

/// Where each block comes from, and its day; empty when it is not known.
#[derive(Default)]
pub struct Provenances {
    pub menage: String,
    pub logement: String,
    pub recherche: String,
    pub contact: String,
}

impl VueDemande {
    fn barre(&self) -> String {
        barre_points(self.total.saturating_sub(self.points_provisoires), self.points_provisoires, self.total_maximum)
    }

    pub fn exemple() -> VueDemande {
        let ligne = |critere: &str, fait: &str, preuve: Etiquette, fondement: &str, points: &str| LigneDePoints {
            critere: critere.into(),
            fait: fait.into(),
            preuve,
            fondement: fondement.into(),
            points: points.into(),
        };
        let proven = || Etiquette::new("Prouvé", Ton::Bon);
        let declared = || Etiquette::new("À prouver", Ton::Attention);
        let computed = || Etiquette::new("Calculé", Ton::Info);
        VueDemande {
            cadre: Cadre::exemple("Joseph Marie-Rose", "/demandes"),
            id: "019a-0412".into(),
            menage: "Joseph Marie-Rose".into(),
            numero_unique: "973032104512398745".into(),
            etiquettes: vec![
                Etiquette::new("Active", Ton::Bon),
                Etiquette::new("DALO", Ton::Priorite),
                Etiquette::new("Délai anormalement long dépassé", Ton::Attention),
            ],
            resume: "Déposée le 02/03/2021 au guichet ADIL Cayenne, renouvelée le 18/02/2026, valable jusqu’au 18/02/2027."
                .into(),
            manques: vec![
                Manque {
                    quoi: "Avis d’imposition 2026 de la titulaire.".into(),
                    consequence: "Le plafond de ressources est jugé sur 2025.".into(),
                },
                Manque {
                    quoi: "Surface du logement actuel.".into(),
                    consequence: "La suroccupation reste à compléter : 10 points possibles.".into(),
                },
            ],
            composition: "4 personnes et 1 enfant à naître, catégorie 5".into(),
            personnes: vec![
                PersonneVue {
                    nom: "Joseph Marie-Rose".into(),
                    role: "Titulaire".into(),
                    naissance_le: "14/03/1984".into(),
                    age: "42 ans".into(),
                    situation: "Célibataire".into(),
                    travail: "Agente d’entretien, Cayenne".into(),
                },
                PersonneVue {
                    nom: "Joseph Dieula".into(),
                    role: "Enfant à charge".into(),
                    naissance_le: "02/07/2011".into(),
                    age: "15 ans".into(),
                    situation: "Collégienne".into(),
                    travail: String::new(),
                },
                PersonneVue {
                    nom: "Joseph Wendy".into(),
                    role: "Enfant à charge".into(),
                    naissance_le: "21/12/2015".into(),
                    age: "10 ans".into(),
                    situation: String::new(),
                    travail: String::new(),
                },
                PersonneVue {
                    nom: "Joseph Ismaël".into(),
                    role: "Enfant, garde alternée".into(),
                    naissance_le: "05/05/2018".into(),
                    age: "8 ans".into(),
                    situation: String::new(),
                    travail: String::new(),
                },
                PersonneVue {
                    nom: "Enfant à naître".into(),
                    role: "Prévu le 20/01/2027".into(),
                    naissance_le: String::new(),
                    age: String::new(),
                    situation: "Certificat vu".into(),
                    travail: String::new(),
                },
            ],
            ressources: vec![
                Ligne::new("Salaire", "1 180,00 € par mois"),
                Ligne::new("Prestations familiales", "412,50 € par mois"),
                Ligne::new("Pension reçue", "120,00 € par mois"),
                Ligne::new("Revenu fiscal 2025", "12 840 €"),
                Ligne::manquante("Revenu fiscal 2026"),
                Ligne::new("Revenu par UC et par an", "7 900 € (premier quartile : moins de 8 181 €)"),
            ],
            logement_actuel: vec![
                Ligne::new("Situation", "Hébergée chez un particulier"),
                Ligne::new("Commune", "Cayenne (97300)"),
                Ligne::manquante("Surface"),
                Ligne::new("Habitants", "9"),
                Ligne::new("En QPV", "Oui, Mango (contour 2024)"),
            ],
            recherche: vec![
                Ligne::new("Typologie", "T4"),
                Ligne::new("Loyer maximum", "550,00 €"),
                Ligne::new("Autres communes", "Acceptées"),
                Ligne::new("Rez-de-chaussée", "Accepté"),
            ],
            souhaits: vec!["Cayenne".into(), "Matoury, Balata".into(), "Remire-Montjoly".into()],
            provenances: Provenances {
                menage: "SNE au 13/11/2026".into(),
                logement: "SNE au 13/11/2026".into(),
                recherche: "Saisi le 14/11/2026 par CACL".into(),
                contact: "SNE au 13/11/2026 ; Saisi le 14/11/2026 par CACL".into(),
            },
            contact: vec![
                Ligne::new("Téléphone", "0694 00 00 12"),
                Ligne::new("SMS", "Acceptés"),
                Ligne::manquante("Adresse électronique"),
                Ligne::new("Courrier", "CCAS de Cayenne, domiciliation"),
            ],
            labels: vec![LabelVue {
                public: "Reconnue prioritaire au titre du DALO".into(),
                autorite: "État (DGCOPOP)".into(),
                periode: "depuis le 11/06/2025".into(),
                preuve: "Décision de la commission de médiation du 11/06/2025".into(),
            }],
            peut_labelliser: true,
            publics: Choix::list(
                &[
                    ("", "Choisir"),
                    ("dalo", "DALO"),
                    ("sortie_hebergement", "Sortie d’hébergement"),
                    ("habitat_indigne", "Habitat indigne"),
                ],
                "",
            ),
            peut_constater_sejour: true,
            sejours: vec![SejourVu {
                qui: "Marie Saint-Élie".into(),
                etat: Etiquette::new("Régulier", Ton::Bon),
                detail: "Carte de résident, jusqu’au 01/03/2030, vu le 02/11/2026 (cacl)".into(),
            }],
            cocontractants: Choix::list(&[("0", "Marie Saint-Élie")], ""),
            titres: Choix::list(&[("carte_resident", "Carte de résident")], ""),
            peut_prouver: true,
            faits_a_prouver: Choix::list(
                &[
                    ("", "Choisir"),
                    ("travaille_epci", "Travaille dans l’agglomération"),
                    ("taux_effort", "Loyer et charges actuels"),
                ],
                "",
            ),
            natures: Choix::list(
                &[
                    ("piece", "Pièce examinée"),
                    ("decision", "Décision d’une autorité"),
                    ("social", "Évaluation d’un travailleur social"),
                ],
                "piece",
            ),
            grille: "Grille 2026-1 (démonstration), au 16/11/2026".into(),
            rubriques: vec![
                RubriqueVue {
                    libelle: "Publics prioritaires".into(),
                    regle: "les deux meilleurs".into(),
                    total: "65".into(),
                    lignes: vec![
                        ligne(
                            "Reconnu prioritaire au titre du DALO",
                            "Décision favorable du 11/06/2025",
                            proven(),
                            "CCH L. 441-2-3",
                            "50",
                        ),
                        ligne("Hébergé par un tiers", "Hébergée chez un particulier", declared(), "CCH L. 441-1, e", "15"),
                    ],
                },
                RubriqueVue {
                    libelle: "Logement actuel".into(),
                    regle: "somme".into(),
                    total: "0".into(),
                    lignes: vec![ligne(
                        "Suroccupation",
                        "Surface inconnue",
                        Etiquette::new("À compléter", Ton::Attention),
                        "CCH L. 822-10",
                        "",
                    )],
                },
                RubriqueVue {
                    libelle: "Ancienneté".into(),
                    regle: "plafonnée à 50".into(),
                    total: "32".into(),
                    lignes: vec![
                        ligne("Un point par trimestre entier", "68 mois, soit 22 trimestres", computed(), "Grille, art. 3", "22"),
                        ligne("Délai anormalement long dépassé", "Plus de 36 mois", computed(), "CCH L. 441-1-4", "10"),
                    ],
                },
                RubriqueVue {
                    libelle: "Ancrage".into(),
                    regle: "somme".into(),
                    total: "3".into(),
                    lignes: vec![ligne(
                        "Travaille ou habite dans l’agglomération",
                        "Travaille à Cayenne",
                        declared(),
                        "Grille, art. 5",
                        "3",
                    )],
                },
            ],
            detaillee: true,
            total: 100,
            points_provisoires: 18,
            total_maximum: 128,
            total_detail: "82 points prouvés ou calculés, 18 à prouver.".into(),
            total_note: "Les points aident à classer : la commission d’attribution décide et peut s’en écarter en le motivant."
                .into(),
            rang: Some(RangVue {
                position: "4e sur 318 demandes comparables".into(),
                comparables: "Premier souhait Cayenne, T4 au plus.".into(),
                attente: "Attente observée pour la moitié des ménages : de 31 à 68 mois (44 baux en 24 mois).".into(),
            }),
            tenu: Some(TenuVue {
                titre: "Proposée sur un T4 à Matoury".into(),
                lien: "Séance CALEOL du 24/11/2026".into(),
                adresse: "/seances/019a-s1".into(),
            }),
            saisir_numero: false,
            transmettre: false,
            modifier: false,
            pieces: true,
            fiche_presaisie: false,
            reprendre: false,
            renouveler: true,
            radier: true,
            motifs_radiation: Choix::list(&[("", "Choisir"), ("RADABA", "Renonciation écrite du demandeur")], ""),
            reponses_courrier: Choix::list(
                &[("", "Non vérifié"), ("non", "Aucune réponse"), ("oui", "Une réponse est arrivée")],
                "",
            ),
            echanges: Vec::new(),
            a_reporter: vec!["Renouvellement, depuis le 14/11/2026".into()],
            protege: false,
            publics_masques: true,
            voit_vacances: true,
            appels: Vec::new(),
            peut_appeler: false,
            peut_ecrire: false,
            issues_appel: Vec::new(),
            evenements: vec![
                Evenement::new(
                    "13/11/2026",
                    "2026-11-13",
                    "Extrait du SNE lu",
                    "2 valeurs changées : téléphone, enfant à naître",
                    Ton::Info,
                ),
                Evenement::new(
                    "12/11/2026",
                    "2026-11-12",
                    "Proposée sur une vacance",
                    "T4, résidence Les Awaras, SIGUY",
                    Ton::Bon,
                ),
                Evenement::new("18/02/2026", "2026-02-18", "Renouvelée", "Valable un an", Ton::Bon),
                Evenement::new("11/06/2025", "2025-06-11", "Reconnue au titre du DALO", "Label posé par l’État", Ton::Attention),
                Evenement::new("02/03/2021", "2021-03-02", "Déposée", "Guichet ADIL Cayenne", Ton::Neutre),
            ],
            champs_source: vec![
                ChampSourceVue {
                    chemin: "demandeur/situationFamiliale".into(),
                    valeur: "C".into(),
                    origine: "SNE, 13/11/2026".into(),
                },
                ChampSourceVue {
                    chemin: "logementRecherche/commentaire".into(),
                    valeur: "proche école".into(),
                    origine: "SNE, 13/11/2026".into(),
                },
            ],
            saisie: Saisie::default(),
        }
    }

    /// With calls, one of them corrected.
    pub fn exemple_appels() -> VueDemande {
        let appel = |id: &str, dit: &str, correction: &str, corrigible: bool| AppelVue {
            id: id.into(),
            le: "12/11/2026".into(),
            iso: "2026-11-12".into(),
            issue: Etiquette::new("Joint", Ton::Bon),
            code_issue: "joint".into(),
            dit: dit.into(),
            rappel: "À rappeler le 20/11/2026".into(),
            rappel_iso: "2026-11-20".into(),
            organisation: "SIGUY".into(),
            correction: correction.into(),
            corrigible,
        };
        VueDemande {
            appels: vec![
                appel("a2", "Apportera l’avis d’imposition mardi.", "Corrige un appel précédent", true),
                appel("a1", "Apportera l’avis d’imposition lundi.", "Corrigé depuis", false),
            ],
            peut_appeler: true,
            peut_ecrire: true,
            issues_appel: Choix::list(&[("", "Choisir"), ("joint", "Joint"), ("absent", "Pas de réponse")], ""),
            ..VueDemande::exemple()
        }
    }

    /// A pre-registration waiting for its number, almost empty.
    pub fn exemple_en_attente() -> VueDemande {
        VueDemande {
            menage: "Appolinaire Kevin".into(),
            numero_unique: "En attente de numéro".into(),
            etiquettes: vec![Etiquette::new("Pré-demande", Ton::Attention)],
            labels: Vec::new(),
            rang: None,
            tenu: None,
            saisir_numero: true,
            fiche_presaisie: true,
            reprendre: true,
            renouveler: false,
            radier: false,
            saisie: Saisie {
                valeurs: vec![("numero_unique".into(), "97303".into())],
                erreurs: vec![(
                    "numero_unique".into(),
                    "Ce numéro compte 5 caractères au lieu de 18. Recopiez-le depuis l’attestation du SNE.".into(),
                )],
            },
            cadre: Cadre::exemple("Appolinaire Kevin", "/demandes"),
            ..VueDemande::exemple()
        }
    }
}
