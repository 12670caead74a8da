//! `/seances/{id}`: the CALEOL session, one home at a time, its candidates side by side.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Choix, Etiquette, Saisie};

/// `GET /seances/{id}?vacance=&affichage=projection`.
///
/// Forms: `POST /seances/{id}/convoquer` (`urgence`), `/reporter` (`tenue_le`), `/points/{point}/retirer` (`motif`),
/// `/presences` (`present` repeated, `pouvoir_{membre}`, `nom_{membre}`, `president`), `/decisions` (`vacance`, `deporte` repeated, then
/// for each candidate n: `demande_n`, `decision_n`, `rang_n`, `motif_n`, `precision_n`, `piece_n`, `avant_le_n`, `pour_n`,
/// `contre_n`, `abstention_n`, `preponderante_n`), `/clore` (`confirmer`), `/additifs` (`objet`, `texte`).
#[derive(Template)]
#[template(path = "seance.html")]
pub struct VueSeance {
    pub cadre: Cadre,
    pub id: String,
    /// `JJ/MM/AAAA`.
    pub tenue_le: String,
    /// Place, hour and mode.
    pub lieu: String,
    pub etiquettes: Vec<Etiquette>,
    pub close: bool,
    /// Its minutes are sealed here.
    pub proces_verbal: bool,
    /// There is an agenda to print.
    pub ordre_du_jour: bool,
    /// Its decisions have letters, and the caller prints them.
    pub courriers: bool,
    pub additifs: Vec<AdditifVue>,
    pub peut_additif: bool,
    /// The agenda is not sent yet, and the caller may send it.
    pub peut_convoquer: bool,
    /// The session may still be put off, and points taken off.
    pub peut_modifier: bool,
    /// The session is convened for today or before, or is open.
    pub peut_presences: bool,
    /// What the secretary must know: an old extract of the SNE; empty when nothing.
    pub alerte: String,
    pub points: Vec<PointOrdreDuJour>,
    pub quorum: Quorum,
    pub membres: Vec<MembreVue>,
    /// Who presides; empty while it is not recorded.
    pub president: String,
    /// Members who may preside.
    pub presidence: Vec<Choix>,
    pub cloture: Cloture,
    /// The home under examination.
    pub examen: Option<Examen>,
    pub saisie: Saisie,
}

/// An addendum to the minutes.
pub struct AdditifVue {
    pub rang: i32,
    pub numero: String,
    pub objet: String,
    pub le: String,
}

pub struct PointOrdreDuJour {
    pub id: String,
    pub vacance: String,
    pub numero: u32,
    pub logement: String,
    pub detail: String,
    pub etat: Etiquette,
    pub courant: bool,
    /// Not examined yet: may be taken off.
    pub retirable: bool,
}

pub struct Quorum {
    pub ton: Ton,
    pub constat: String,
    pub detail: String,
}

pub struct MembreVue {
    pub code: String,
    pub nom: String,
    pub qualite: String,
    /// `voix délibérative`, `voix consultative`, `sans voix sur ce logement`.
    pub voix: String,
    pub present: bool,
    /// Who carries the proxy, in words; empty without one.
    pub represente: String,
    /// Members who may carry the proxy of this one; empty when it has none to give.
    pub porteurs: Vec<Choix>,
}

pub struct Cloture {
    pub possible: bool,
    /// Why not yet, or what closing will do.
    pub texte: String,
}

pub struct Examen {
    pub vacance: String,
    pub numero: u32,
    pub logement: String,
    pub adresse: String,
    pub etiquettes: Vec<Etiquette>,
    pub loyer: String,
    pub reservataire: String,
    pub plafond: String,
    /// Fewer than three candidates, old extract, changed status; empty when none.
    pub alerte: String,
    /// What the figures rest on that may still change: provisional tables, ceilings of the next year.
    pub reserves: Vec<String>,
    pub candidats: Vec<CandidatVue>,
    /// Codes and words of the decisions of CCH R. 441-3.
    pub decisions: Vec<Choix>,
    pub rangs: Vec<u32>,
    /// Reasons by decision: words of the decision, then its reasons.
    pub motifs: Vec<(String, Vec<Choix>)>,
    pub pieces: Vec<Choix>,
    /// Members who may leave the room for a link with a candidate.
    pub deportables: Vec<Choix>,
    /// Seat whose vote breaks a tie, when it is there; empty otherwise.
    pub preponderante: String,
    /// What a tie asks for when that seat is not there; empty otherwise.
    pub egalite: String,
    /// Some candidate has no decision yet and the session is open.
    pub a_decider: bool,
}

pub struct CandidatVue {
    /// 1, 2, 3…: suffix of the fields of the form.
    pub ordre: u32,
    pub demande: String,
    pub decide: bool,
    /// Rank in the ordered list.
    pub rang: u32,
    pub menage: String,
    pub numero_unique: String,
    pub composition: String,
    pub points: String,
    pub points_detail: String,
    pub taux_effort: String,
    pub aide: String,
    pub reste_pour_vivre: String,
    pub ressources: String,
    pub plafond: String,
    /// One or two sentences, no health, no violence.
    pub situation: String,
    /// Labels as yes or no only.
    pub etiquettes: Vec<Etiquette>,
    /// Proposed number of votes for: the deliberative members present.
    pub pour: String,
    pub decision: Option<DecisionVue>,
}

impl CandidatVue {
    /// Name of one field of this candidate, e.g. `motif_2`.
    fn champ(&self, nom: &str) -> String {
        format!("{nom}_{}", self.ordre)
    }
}

pub struct DecisionVue {
    pub ton: Ton,
    pub libelle: String,
    pub motif: String,
    pub votes: String,
    /// Identifier of the offer it opened.
    pub offre: Option<String>,
    /// Identifier of the decision whose letter may be printed.
    pub courrier: Option<String>,
}

impl VueSeance {
    pub fn exemple() -> VueSeance {
        let point = |numero, vacance: &str, logement: &str, detail: &str, etat: Etiquette, courant| PointOrdreDuJour {
            id: format!("p-{vacance}"),
            vacance: vacance.into(),
            numero,
            logement: logement.into(),
            detail: detail.into(),
            etat,
            courant,
            retirable: !courant,
        };
        let membre = |code: &str, nom: &str, qualite: &str, voix: &str, present| MembreVue {
            code: code.into(),
            nom: nom.into(),
            qualite: qualite.into(),
            voix: voix.into(),
            present,
            represente: String::new(),
            porteurs: if present { Vec::new() } else { Choix::list(&[("", "Aucun pouvoir"), ("m1", "Éliane Robinel")], "") },
        };
        VueSeance {
            cadre: Cadre::exemple("Séance CALEOL du 24 novembre 2026", "/seances"),
            id: "019a-s1".into(),
            tenue_le: "24/11/2026".into(),
            lieu: "SIGUY, salle du conseil, 9 h, en présence des membres.".into(),
            etiquettes: vec![
                Etiquette::new("En cours", Ton::Info),
                Etiquette::new("Ordre du jour envoyé le 17/11/2026", Ton::Neutre),
            ],
            close: false,
            proces_verbal: false,
            ordre_du_jour: true,
            courriers: false,
            additifs: Vec::new(),
            peut_additif: false,
            president: "Éliane Robinel".into(),
            presidence: Choix::list(
                &[("", "À choisir avant la clôture"), ("m1", "Éliane Robinel"), ("m2", "Patrick Loe-Mie")],
                "m1",
            ),
            peut_convoquer: false,
            peut_modifier: true,
            peut_presences: true,
            alerte: String::new(),
            points: vec![
                point(1, "v7", "T3 Les Balourous", "Matoury, 3 candidats", Etiquette::new("En examen", Ton::Attention), true),
                point(2, "v8", "T4 Les Awaras", "Cayenne, 4 candidats", Etiquette::new("À examiner", Ton::Neutre), false),
                point(3, "v9", "T2 Carapa", "Remire-Montjoly, 3 candidats", Etiquette::new("Décidé", Ton::Bon), false),
            ],
            quorum: Quorum {
                ton: Ton::Bon,
                constat: "Quorum atteint : 5 voix sur 4 requises".into(),
                detail: "Recompté pour Matoury : le maire de la commune siège pour ce logement.".into(),
            },
            membres: vec![
                membre("m1", "Éliane Robinel", "Présidente, conseil d’administration", "voix délibérative", true),
                membre("m2", "Patrick Loe-Mie", "Représentant du bailleur", "voix délibérative", true),
                membre("m3", "Viviane Sophie", "Représentante des locataires", "voix délibérative", true),
                membre("m4", "Commune de Matoury", "Maire ou son représentant", "voix délibérative", true),
                membre("m5", "CACL", "Président de l’EPCI ou son représentant", "voix délibérative, prépondérante", true),
                membre("m6", "État", "Préfet ou son représentant", "voix délibérative", false),
                membre("m7", "CTG", "Réservataire", "voix consultative", false),
            ],
            cloture: Cloture {
                possible: false,
                texte: "Deux logements de l’ordre du jour n’ont pas encore de décision : décidez ou retirez-les.".into(),
            },
            examen: Some(exemple_examen()),
            saisie: Saisie::default(),
        }
    }

    /// Decisions refused: what was typed stays, the reason stands at the field.
    pub fn exemple_refusee() -> VueSeance {
        let valeurs =
            [("decision_1", "ATT"), ("decision_2", "NAT"), ("precision_2", "Vu en séance"), ("pour_1", "4"), ("contre_1", "1")];
        VueSeance {
            saisie: Saisie {
                valeurs: valeurs.iter().map(|(nom, valeur)| ((*nom).to_owned(), (*valeur).to_owned())).collect(),
                erreurs: vec![(
                    "motif_2".to_owned(),
                    "Une non-attribution se motive (CCH L. 441-2-2) : choisissez un motif.".to_owned(),
                )],
            },
            ..VueSeance::exemple()
        }
    }

    /// The session while its agenda is prepared.
    pub fn exemple_preparee() -> VueSeance {
        let mut vue = VueSeance::exemple();
        vue.peut_convoquer = true;
        vue.peut_presences = false;
        vue.etiquettes = vec![Etiquette::new("En préparation", Ton::Neutre)];
        vue.alerte = "L’extrait du SNE date du 02/11/2026 : vérifiez que chaque demande est toujours active.".into();
        if let Some(examen) = &mut vue.examen {
            examen.a_decider = false;
        }
        vue
    }

    /// The same session once closed, on the wall screen.
    pub fn exemple_close() -> VueSeance {
        let mut vue = VueSeance::exemple();
        vue.close = true;
        vue.proces_verbal = true;
        vue.courriers = true;
        vue.peut_additif = true;
        vue.additifs = vec![AdditifVue {
            rang: 1,
            numero: "SIGUY-20261124-019AS1-A1".into(),
            objet: "Loyer du deuxième logement".into(),
            le: "01/12/2026".into(),
        }];
        vue.peut_modifier = false;
        vue.peut_presences = false;
        vue.cadre.projection = true;
        vue.etiquettes = vec![Etiquette::new("Close", Ton::Bon)];
        if let Some(examen) = &mut vue.examen {
            examen.a_decider = false;
            let outcomes = [
                (
                    "Attribution, rang 1",
                    "Situation prioritaire, logement adapté à la taille du ménage.",
                    Ton::Bon,
                    Some("019a-o1"),
                ),
                ("Attribution, rang 2", "Deuxième dans l’ordre de la commission.", Ton::Bon, None),
                ("Non-attribution", "Un autre candidat est plus prioritaire pour ce logement : DALO.", Ton::Attention, None),
            ];
            for (candidat, (libelle, motif, ton, offre)) in examen.candidats.iter_mut().zip(outcomes) {
                candidat.decide = true;
                candidat.decision = Some(DecisionVue {
                    ton,
                    libelle: libelle.into(),
                    motif: motif.into(),
                    votes: "5 pour, 0 contre, 0 abstention".into(),
                    offre: offre.map(str::to_owned),
                    courrier: Some("019a-x1".into()),
                });
            }
        }
        vue
    }
}

fn exemple_examen() -> Examen {
    let candidat = |ordre: u32,
                    rang,
                    menage: &str,
                    numero: &str,
                    composition: &str,
                    points: &str,
                    detail: &str,
                    effort: &str,
                    aide: &str,
                    reste: &str,
                    ressources: &str,
                    situation: &str,
                    etiquettes| CandidatVue {
        ordre,
        demande: format!("019a-d{rang}"),
        decide: false,
        rang,
        menage: menage.into(),
        numero_unique: numero.into(),
        composition: composition.into(),
        points: points.into(),
        points_detail: detail.into(),
        taux_effort: effort.into(),
        aide: aide.into(),
        reste_pour_vivre: reste.into(),
        ressources: ressources.into(),
        plafond: "sous le plafond LLTS".into(),
        situation: situation.into(),
        etiquettes,
        pour: "5".into(),
        decision: None,
    };
    let priority = || Etiquette::new("Public prioritaire : oui", Ton::Priorite);
    Examen {
        vacance: "v7".into(),
        numero: 1,
        logement: "T3 Les Balourous, 66 m²".into(),
        adresse: "14 allée des Balourous, Matoury, 2e étage".into(),
        etiquettes: vec![Etiquette::new("LLTS", Ton::Neutre), Etiquette::new("Hors QPV", Ton::Info)],
        loyer: "494,80 €".into(),
        reservataire: "État, prioritaires".into(),
        plafond: "23 214 € pour 3 personnes".into(),
        alerte: String::new(),
        reserves: vec!["Plafonds de 2026 : si le bail est signé en janvier, le plafond de l’année suivante s’appliquera.".into()],
        candidats: vec![
            candidat(
                1,
                1,
                "Joseph Marie-Rose",
                "973032104512398745",
                "1 adulte, 2 enfants, catégorie 4",
                "112",
                "tous prouvés",
                "16,2 %",
                "aide estimée 366,40 €",
                "14,80 €",
                "12 840 €",
                "Hébergée chez un particulier depuis 2021. Travaille à Cayenne.",
                vec![priority()],
            ),
            candidat(
                2,
                2,
                "Baptista Da Silva Luan et Ana",
                "973072205611447702",
                "2 adultes, 1 enfant, catégorie 3",
                "86",
                "dont 30 à prouver",
                "19,6 %",
                "aide estimée 240,70 €",
                "19,25 €",
                "16 120 €",
                "Locataires d’un T1 privé de 28 m². Loyer actuel de 620 €.",
                vec![priority(), Etiquette::new("2 faits à prouver", Ton::Attention)],
            ),
            candidat(
                3,
                4,
                "Maturin Roselyne",
                "973020909500128833",
                "1 adulte, 1 enfant, 1 à naître",
                "74",
                "dont 8 à prouver",
                "11,4 %",
                "aide estimée 396,60 €",
                "12,05 €",
                "9 410 €",
                "Locataire SIGUY d’un T2, demande un logement plus grand.",
                vec![Etiquette::new("Mutation", Ton::Info)],
            ),
        ],
        decisions: Choix::list(
            &[
                ("", "À décider"),
                ("attribution", "Attribution du logement"),
                ("attribution_rang", "Attribution en rang utile"),
                ("condition_suspensive", "Attribution sous condition suspensive"),
                ("non_attribution", "Non-attribution du logement"),
                ("irrecevabilite", "Rejet pour irrecevabilité de la demande"),
                ("retrait_ordre_du_jour", "Retiré de l’ordre du jour"),
            ],
            "",
        ),
        rangs: vec![1, 2, 3],
        motifs: vec![
            (
                "Non-attribution du logement".into(),
                Choix::list(
                    &[
                        ("ressources_insuffisantes", "Ressources insuffisantes au regard du taux d’effort"),
                        ("autre_candidat_prioritaire", "Autre candidat plus prioritaire pour ce logement"),
                    ],
                    "",
                ),
            ),
            ("Rejet pour irrecevabilité".into(), Choix::list(&[("plafond_depasse", "Ressources au-dessus du plafond")], "")),
        ],
        pieces: Choix::list(&[("", "Pièce attendue"), ("avis_imposition_n2", "Avis d’imposition de l’avant-dernière année")], ""),
        deportables: Choix::list(&[("m2", "Patrick Loe-Mie")], ""),
        preponderante: "Président de l’EPCI ou son représentant".into(),
        egalite: String::new(),
        a_decider: true,
    }
}
