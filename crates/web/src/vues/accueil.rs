//! `/`: what waits for me today.

use askama::Template;

use super::cadre::{Cadre, Ton};
use super::composants::{Barre, Etiquette, Evenement, GraphiqueTaux, Tuile};

/// `GET /`, filled by role.
#[derive(Template)]
#[template(path = "accueil.html")]
pub struct VueAccueil {
    pub cadre: Cadre,
    /// The day and the role, in a sentence.
    pub chapeau: String,
    /// The acts of the role.
    pub actions: Vec<Action>,
    pub tuiles: Vec<Tuile>,
    /// How the figures are counted, one sentence each.
    pub conventions: Vec<String>,
    /// In order of urgency.
    pub attentes: Vec<Attente>,
    pub agenda: Vec<Evenement>,
    /// Rates of the year, for who steers.
    pub graphique: Option<GraphiqueTaux>,
}

pub struct Action {
    pub libelle: String,
    pub adresse: String,
    pub principal: bool,
}

pub struct Attente {
    pub titre: String,
    pub detail: String,
    pub adresse: String,
    pub echeance: Etiquette,
}

impl VueAccueil {
    pub fn exemple() -> VueAccueil {
        let attente = |titre: &str, detail: &str, adresse: &str, echeance: &str, ton| Attente {
            titre: titre.into(),
            detail: detail.into(),
            adresse: adresse.into(),
            echeance: Etiquette::new(echeance, ton),
        };
        let barre =
            |libelle: &str, taux, texte: &str, atteint| Barre { libelle: libelle.into(), taux, texte: texte.into(), atteint };
        VueAccueil {
            cadre: Cadre::exemple("Aujourd’hui", "/"),
            chapeau: "Lundi 16 novembre 2026. Quatre vacances ouvertes, une séance dans huit jours.".into(),
            actions: vec![Action {
                libelle: "Déclarer une vacance".into(),
                adresse: "/vacances/declarer".into(),
                principal: true,
            }],
            conventions: vec!["Demandes. Actives au 16/11/2026.".into()],
            tuiles: vec![
                Tuile::new("4", "vacances en cours", "dont 1 sans trois candidats", "/vacances", Ton::Attention),
                Tuile::new("3", "offres sans réponse", "la plus proche expire jeudi", "/vacances?etape=offre", Ton::Neutre),
                Tuile::new("7", "à reporter au SNE", "la plus ancienne : 5 jours", "/a-reporter", Ton::Neutre),
                Tuile::new("31", "jours de vacance moyens", "sur les 12 derniers mois", "/vacances?etat=closes", Ton::Bon),
            ],
            attentes: vec![
                attente(
                    "Offre du T2 Carapa : réponse attendue",
                    "Ménage de rang 1 notifié le 09/11, appel sans réponse.",
                    "/offres/019a-o1",
                    "Jeudi 19/11",
                    Ton::Grave,
                ),
                attente(
                    "T4 Les Awaras : deux candidats seulement",
                    "Complétez la liste ou motivez l’insuffisance avant l’ordre du jour.",
                    "/vacances/019a-v8",
                    "17/11, ordre du jour",
                    Ton::Attention,
                ),
                attente(
                    "T3 Les Balourous : trois candidats proposés",
                    "Inscrivez le logement à la séance du 24/11.",
                    "/vacances/019a-v7",
                    "17/11, ordre du jour",
                    Ton::Attention,
                ),
                attente(
                    "Bail du T3 Mahury à enregistrer",
                    "Signature prévue le 13/11, les objectifs l’attendent.",
                    "/offres/019a-o2",
                    "Depuis 3 jours",
                    Ton::Neutre,
                ),
            ],
            agenda: vec![
                Evenement::new("17/11/2026", "2026-11-17", "Envoi de l’ordre du jour", "Séance CALEOL du 24/11", Ton::Attention),
                Evenement::new("19/11/2026", "2026-11-19", "Fin du délai de réponse", "T2 Carapa", Ton::Grave),
                Evenement::new("24/11/2026", "2026-11-24", "Séance CALEOL", "9 h, salle du conseil", Ton::Info),
            ],
            graphique: Some(GraphiqueTaux {
                description: "Taux de l’année 2026 : SIGUY 27,1 %, SIMKO 22,4 %, SEMSAMAR 25,5 %, pour une cible de 25 %.".into(),
                barres: vec![
                    barre("SIGUY", 2_714, "27,14 %", true),
                    barre("SIMKO", 2_240, "22,40 %", false),
                    barre("SEMSAMAR", 2_555, "25,55 %", true),
                ],
                cible: 2_500,
                cible_texte: "25 %".into(),
            }),
        }
    }

    /// Nothing waits.
    pub fn exemple_vide() -> VueAccueil {
        VueAccueil { attentes: Vec::new(), agenda: Vec::new(), graphique: None, ..VueAccueil::exemple() }
    }
}
