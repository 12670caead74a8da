//! The letter that tells a household what the CALEOL decided: what, why, what to do, by when, and how
//! to contest it. Plain words; the delay is computed by `droit` and handed over, never here.

use droit::jour::Jour;
use droit::montant::Centimes;

use crate::format::format_jour_long;
use crate::lettre::{Destinataire, Emetteur, Lettre, ReferenceLettre, SectionLettre};

/// A decision to notify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    pub emetteur: Emetteur,
    pub destinataire: Destinataire,
    pub lieu: String,
    pub le: Jour,
    pub numero_unique: String,
    /// Day of the session.
    pub decide_le: Jour,
    /// The home in words: `un T3 de 64 m² à la résidence Les Palétuviers, Cayenne`.
    pub logement: String,
    /// Rent and charges per month.
    pub cout_mensuel: Centimes,
    pub suite: Suite,
    /// `None` when no remedy is open or its terms are not confirmed: the letter then says nothing of it.
    pub recours: Option<Recours>,
    pub signataire: String,
    pub qualite_signataire: String,
    pub fictif: bool,
}

/// What the CALEOL decided for this household (R7.07).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suite {
    /// The home is offered: silence on the last day refuses it (CCH R. 441-10).
    Attribution { echeance: Echeance, comment: String },
    /// Ranked behind others, who are asked first.
    Rang { rang: u8 },
    /// Offered if a listed paper comes in time.
    SousCondition { piece: String, avant_fin_du: Jour },
    /// This home is not attributed to the household; the demande stays active.
    NonAttribution { motif: String, article: Option<String> },
    /// The demande does not meet a condition of the law.
    Rejet { motif: String, article: Option<String> },
}

/// Until when the household may answer an offer (CCH R. 441-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echeance {
    /// Already notified: the last day, counted by `droit`.
    AvantFinDu(Jour),
    /// Counted from the reception of this letter, which is not known when it is printed.
    JoursDepuisReception(u32),
}

impl Echeance {
    fn phrases(self) -> Vec<String> {
        match self {
            Echeance::AvantFinDu(jour) => vec![format!("Répondez au plus tard le {}, à minuit.", format_jour_long(jour))],
            Echeance::JoursDepuisReception(jours) => vec![
                format!("Répondez dans les {jours} jours qui suivent le jour où vous recevez cette lettre."),
                "Ce jour-là ne compte pas. Si le dernier jour est un samedi, un dimanche ou un jour férié, vous avez jusqu'au jour ouvré suivant.".into(),
            ],
        }
    }
}

/// Where, how and until when the decision can be contested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recours {
    /// `deux mois`.
    pub delai: String,
    /// `le tribunal administratif de la Guyane`.
    pub autorite: String,
    pub adresse: Option<String>,
}

/// Writes the letter of a decision.
pub fn build_lettre_notification(notification: &Notification) -> Lettre {
    let n = notification;
    let seance = format_jour_long(n.decide_le);
    let logement = format!("{}, pour {} par mois, charges comprises", n.logement, n.cout_mensuel);
    let mut sections = vec![plain(
        None,
        vec![format!("La commission d'attribution a examiné votre demande le {seance}. Le logement examiné est {logement}.")],
    )];
    let objet = match &n.suite {
        Suite::Attribution { echeance, comment } => {
            let mut paragraphs = echeance.phrases();
            paragraphs.push(comment.clone());
            paragraphs.push("Sans réponse de votre part dans ce délai, la loi considère que vous refusez ce logement (CCH R. 441-10). Il sera proposé au ménage suivant.".into());
            sections.push(boxed("Ce logement vous est attribué", paragraphs));
            sections.push(plain(
                Some("Si vous refusez"),
                vec!["Dites-nous pourquoi : votre raison est notée au dossier. Votre demande reste active et garde son ancienneté.".into()],
            ));
            "Un logement vous est attribué"
        }
        Suite::Rang { rang } => {
            sections.push(boxed(
                &format!("Vous êtes au rang {rang} pour ce logement"),
                vec![
                    "Le logement est d'abord proposé aux ménages classés avant vous. S'ils le refusent ou ne répondent pas, nous vous écrirons pour vous le proposer.".into(),
                    "Vous n'avez rien à faire aujourd'hui.".into(),
                ],
            ));
            sections.push(plain(None, vec!["Votre demande reste active et garde son ancienneté. D'autres logements peuvent vous être proposés entre-temps.".into()]));
            "Votre rang pour un logement"
        }
        Suite::SousCondition { piece, avant_fin_du } => {
            sections.push(boxed(
                "Ce logement vous est attribué, à une condition",
                vec![
                    format!("Apportez-nous cette pièce au plus tard le {} : {piece}.", format_jour_long(*avant_fin_du)),
                    "Si la pièce arrive à temps et confirme votre dossier, nous devons signer le bail avec vous. Sinon, l'attribution tombe et le logement est proposé au ménage suivant (CCH R. 441-3).".into(),
                ],
            ));
            "Un logement vous est attribué sous condition"
        }
        Suite::NonAttribution { motif, article } => {
            sections.push(boxed(
                "Ce logement ne vous est pas attribué",
                vec![format!("La raison : {}", with_article(motif, article.as_deref()))],
            ));
            sections.push(plain(
                Some("Ce que cela change"),
                vec!["Cette décision ne porte que sur ce logement. Votre demande reste active, garde son ancienneté et sera étudiée pour d'autres logements.".into()],
            ));
            "Réponse de la commission d'attribution"
        }
        Suite::Rejet { motif, article } => {
            sections.push(boxed(
                "La commission rejette votre demande",
                vec![
                    format!("La raison : {}", with_article(motif, article.as_deref())),
                    "Si votre situation change ou si un document montre le contraire, apportez-le au guichet : nous reprendrons votre dossier.".into(),
                ],
            ));
            "Rejet de votre demande"
        }
    };
    if let Some(recours) = &n.recours {
        let adresse = recours.adresse.as_deref().map(|a| format!(" ({a})")).unwrap_or_default();
        sections.push(plain(
            Some("Si vous n'êtes pas d'accord"),
            vec![
                "Vous pouvez d'abord nous écrire en expliquant pourquoi et en joignant vos justificatifs : nous vous répondrons par écrit.".into(),
                format!("Vous pouvez aussi saisir {}{adresse} dans un délai de {} à partir du jour où vous recevez cette lettre.", recours.autorite, recours.delai),
            ],
        ));
    }
    Lettre {
        emetteur: n.emetteur.clone(),
        destinataire: n.destinataire.clone(),
        lieu: n.lieu.clone(),
        le: n.le,
        references: vec![ReferenceLettre { libelle: "Numéro unique".into(), valeur: n.numero_unique.clone() }],
        objet: objet.into(),
        sections,
        politesse: "Nous vous prions d'agréer l'expression de nos salutations distinguées.".into(),
        signataire: n.signataire.clone(),
        qualite_signataire: n.qualite_signataire.clone(),
        fictif: n.fictif,
    }
}

fn with_article(motif: &str, article: Option<&str>) -> String {
    let motif = motif.trim_end_matches('.');
    match article {
        Some(article) => format!("{motif} ({article})."),
        None => format!("{motif}."),
    }
}

fn plain(titre: Option<&str>, paragraphes: Vec<String>) -> SectionLettre {
    SectionLettre { titre: titre.map(str::to_owned), paragraphes, encadre: false }
}

fn boxed(titre: &str, paragraphes: Vec<String>) -> SectionLettre {
    SectionLettre { titre: Some(titre.to_owned()), paragraphes, encadre: true }
}
