//! Why a household asks, where it lives, what it wishes, and what was labelled or proven.

use std::collections::BTreeMap;

use droit::demande::*;
use droit::jour::add_mois;
use droit::montant::Centimes;

use crate::chiffres::{Composition, PREMIER_SOUHAIT, STOCK};
use crate::hasard::Hasard;
use crate::menages::Histoire;
use crate::parc::days_before;
use crate::toponymes::VOIES;

pub(crate) fn draw_public(hasard: &mut Hasard, enfants: u8) -> PublicPrioritaire {
    use PublicPrioritaire as P;
    let public = hasard.weighted(&[
        (P::Dalo, 9),
        (P::Handicap, 10),
        (P::SortantAct, 1),
        (P::MalLogeDefavorise, 16),
        (P::HebergeTemporaire, 12),
        (P::RepriseActivite, 3),
        (P::HabitatIndigne, 13),
        (P::ViolencesCouple, 6),
        (P::ViolencesSexuelles, 1),
        (P::MineurSuroccupation, 14),
        (P::SansLogement, 10),
        (P::MenaceExpulsion, 4),
        (P::SortantAse, 1),
    ]);
    if enfants == 0 && public == P::MineurSuroccupation { P::MalLogeDefavorise } else { public }
}

pub(crate) fn motif_of(public: PublicPrioritaire) -> Option<Motif> {
    use PublicPrioritaire as P;
    match public {
        P::Handicap => Some(Motif::Handicap),
        P::SortantAct => Some(Motif::Sante),
        P::HebergeTemporaire | P::SansLogement | P::SortantAse => Some(Motif::SansLogement),
        P::HabitatIndigne => Some(Motif::NonDecent),
        P::ViolencesCouple | P::ViolencesSexuelles | P::SortieProstitution | P::TraiteProxenetisme => Some(Motif::Violences),
        P::MineurSuroccupation => Some(Motif::TropPetit),
        P::MenaceExpulsion => Some(Motif::Expulsion),
        P::Dalo | P::MalLogeDefavorise | P::RepriseActivite => None,
    }
}

/// Shares of first motives, per thousand (assumption), once the priority households have theirs.
pub(crate) fn draw_motif(hasard: &mut Hasard, histoire: &Histoire) -> Motif {
    let motif = hasard.weighted(&[
        (Motif::SansLogement, 355),
        (Motif::TropPetit, 232),
        (Motif::Decohabitation, 52),
        (Motif::Separation, 75),
        (Motif::TropCher, 78),
        (Motif::NonDecent, 62),
        (Motif::Demolition, 8),
        (Motif::RepriseOuVente, 15),
        (Motif::Expulsion, 6),
        (Motif::RapprochementTravail, 24),
        (Motif::RapprochementServices, 12),
        (Motif::RapprochementFamille, 14),
        (Motif::Sante, 18),
        (Motif::Handicap, 6),
        (Motif::TropGrand, 8),
        (Motif::MutationProfessionnelle, 8),
        (Motif::Voisinage, 8),
        (Motif::Autre, 10),
    ]);
    if motif == Motif::TropPetit && histoire.composition == Composition::Isole { Motif::Decohabitation } else { motif }
}

pub(crate) fn draw_logement_actuel(
    hasard: &mut Hasard,
    histoire: &Histoire,
    motif: Motif,
    personnes: u8,
    mensuel: i64,
) -> LogementActuel {
    use ModeleLogement as M;
    use PublicPrioritaire as P;
    let modele = match (histoire.public, motif) {
        (Some(P::HebergeTemporaire), _) => hasard.weighted(&[
            (M::StructureHebergement, 6),
            (M::ResidenceSociale, 2),
            (M::Hotel, 2),
            (M::SousLocationTemporaire, 2),
        ]),
        (Some(P::SortantAse), _) => M::CentreEnfance,
        (Some(P::SansLogement), _) => hasard.weighted(&[(M::SansAbri, 3), (M::ChezParticulier, 5), (M::ChezParentsOuEnfants, 2)]),
        (_, Motif::SansLogement) => hasard.weighted(&[
            (M::ChezParentsOuEnfants, 46),
            (M::ChezParticulier, 38),
            (M::StructureHebergement, 6),
            (M::Hotel, 2),
            (M::SousLocationTemporaire, 4),
            (M::SansAbri, 2),
            (M::Squat, 2),
        ]),
        (_, Motif::Decohabitation) => M::ChezParentsOuEnfants,
        (_, Motif::TropGrand | Motif::Demolition) => M::Hlm,
        (_, Motif::RepriseOuVente) => M::ParcPrive,
        (_, Motif::NonDecent) => {
            hasard.weighted(&[(M::ParcPrive, 62), (M::TitreGratuit, 16), (M::SansAbri, 8), (M::Squat, 6), (M::Hlm, 8)])
        }
        _ => hasard.weighted(&[
            (M::ParcPrive, 52),
            (M::Hlm, 36),
            (M::TitreGratuit, 7),
            (M::Fonction, 2),
            (M::ProprietaireOccupant, 3),
        ]),
    };
    let loge = matches!(modele, M::ParcPrive | M::Hlm | M::Fonction | M::ProprietaireOccupant | M::TitreGratuit);
    let petit = motif == Motif::TropPetit || histoire.public == Some(P::MineurSuroccupation);
    let pieces = if petit { personnes.saturating_sub(2).clamp(1, 3) } else { personnes.clamp(1, 4) };
    let surface =
        if petit { hasard.between(5, 8) * i64::from(personnes) + 3 } else { i64::from(pieces) * hasard.between(15, 21) + 14 };
    let loyer = match modele {
        M::ParcPrive => Some(Centimes::euros(hasard.between(420, 640) + 55 * i64::from(pieces))),
        M::Hlm => Some(Centimes::euros(hasard.between(260, 340) + 62 * i64::from(pieces))),
        _ => None,
    };
    let aide = loyer.map(|loyer| {
        let modeste = mensuel < 1_300 + 350 * i64::from(personnes);
        if modeste { Centimes::euros(loyer.0 / 100 * hasard.between(30, 52) / 100) } else { Centimes::ZERO }
    });
    let commune = if hasard.chance(970) { histoire.premier_souhait } else { "97304" };
    let habitants = personnes + if loge { 0 } else { hasard.between(2, 5) as u8 };
    let indigne = match histoire.public {
        Some(P::HabitatIndigne) => Some(true),
        _ if motif == Motif::NonDecent => hasard.chance(300).then_some(true),
        _ => None,
    };
    LogementActuel {
        modele: Some(modele),
        categorie: loge.then(|| if hasard.chance(550) { CategorieLogement::Maison } else { CategorieLogement::Appartement }),
        typologie: loge.then(|| Typologie::from_pieces(pieces)).flatten(),
        surface: (loge && hasard.chance(860)).then(|| u16::try_from(surface).unwrap_or(9)),
        nombre_habitants: Some(habitants),
        loyer,
        aide,
        commune: Some(commune.to_owned()),
        code_postal: STOCK.iter().find(|s| s.commune == commune).map(|s| s.code_postal.to_owned()),
        bailleur: (modele == M::Hlm).then(|| hasard.weighted(&[("siguy", 55), ("simko", 28), ("semsamar", 17)]).to_owned()),
        depuis: Some(days_before(histoire.depose_le, hasard.between(30, 3_000))),
        proprietaire: (modele == M::ProprietaireOccupant).then_some(true),
        en_qpv: hasard.chance(700).then(|| hasard.chance(if commune == "97302" { 520 } else { 200 })),
        indigne,
    }
}

pub(crate) fn draw_contact(hasard: &mut Hasard, logement: &LogementActuel, menage: &Menage, sequence: u32) -> Contact {
    let sans_adresse = matches!(logement.modele, Some(ModeleLogement::SansAbri | ModeleLogement::Squat));
    let initiale = menage
        .titulaire()
        .and_then(|t| t.prenom.as_deref())
        .and_then(|p| p.chars().next())
        .map_or('x', |c| c.to_ascii_lowercase());
    let initiale = if initiale.is_ascii_alphabetic() { initiale } else { 'x' };
    Contact {
        adresse: Some(if sans_adresse {
            "Domiciliation au CCAS".to_owned()
        } else {
            format!("{}, {}", hasard.between(1, 140), hasard.pick(&VOIES))
        }),
        code_postal: logement.code_postal.clone(),
        commune: logement.commune.clone(),
        // Numbers kept for fiction by the regulator: 06 39 98.
        telephone: hasard.chance(930).then(|| format!("063998{:04}", hasard.between(0, 9_999))),
        mel: hasard.chance(540).then(|| format!("{initiale}{sequence}@demandeurs.exemple")),
        sms_accepte: Some(hasard.chance(720)),
    }
}

pub(crate) fn draw_recherche(hasard: &mut Hasard, histoire: &Histoire, menage: &Menage, mensuel: i64) -> Recherche {
    let mut souhaits = vec![Souhait { commune: histoire.premier_souhait.to_owned(), quartier: None }];
    for _ in 0..hasard.weighted(&[(0, 34), (1, 33), (2, 22), (3, 11)]) {
        let commune = hasard.weighted(&PREMIER_SOUHAIT);
        if souhaits.iter().all(|s| s.commune != commune) {
            souhaits.push(Souhait { commune: commune.to_owned(), quartier: None });
        }
    }
    let adapte = menage.personnes.iter().any(|p| p.handicap == Some(true)) && hasard.chance(450);
    Recherche {
        categorie: Some(hasard.weighted(&[
            (CategorieRecherchee::Indifferent, 70),
            (CategorieRecherchee::Maison, 18),
            (CategorieRecherchee::Appartement, 12),
        ])),
        typologies: histoire.typologies.clone(),
        souhaits,
        demande_elargie: Some(hasard.chance(430)),
        loyer_maximum: hasard
            .chance(800)
            .then(|| Centimes::euros((mensuel * hasard.between(25, 40) / 100 / 10 * 10).clamp(200, 1_100))),
        parking: Some(hasard.chance(310)),
        rez_de_chaussee_refuse: Some(hasard.chance(90)),
        sans_ascenseur_refuse: Some(adapte || hasard.chance(70)),
        logement_adapte: adapte.then_some(true),
    }
}

pub(crate) fn draw_labels(hasard: &mut Hasard, histoire: &Histoire) -> Vec<LabelPriorite> {
    let Some(public) = histoire.public else { return Vec::new() };
    let autorite = match public {
        PublicPrioritaire::Dalo => "etat",
        PublicPrioritaire::SortantAse | PublicPrioritaire::SortantAct => "ctg",
        _ => hasard.weighted(&[("etat", 64), ("ctg", 20), ("cacl", 6), ("action_logement", 10)]),
    };
    let depuis = days_before(histoire.vu_le, hasard.between(15, 330)).max(histoire.depose_le);
    vec![LabelPriorite {
        public,
        autorite: autorite.to_owned(),
        depuis,
        jusqu_au: hasard.chance(300).then(|| add_mois(depuis, 18)),
        preuve: Some(
            hasard
                .weighted(&[
                    ("Décision de la commission de médiation ou du préfet", 4),
                    ("Évaluation sociale", 5),
                    ("Pièce examinée au guichet", 3),
                ])
                .to_owned(),
        ),
    }]
}

/// Facts proven by a paper, by their name in the catalogue of facts.
pub(crate) fn draw_preuves(hasard: &mut Hasard, histoire: &Histoire, menage: &Menage) -> BTreeMap<String, Preuve> {
    let depuis = days_before(histoire.vu_le, hasard.between(10, 300)).max(histoire.depose_le);
    let mut preuves = BTreeMap::new();
    let mut prove = |nom: &str, nature: NaturePreuve| preuves.insert(nom.to_owned(), Preuve { nature, depuis, jusqu_au: None });
    if hasard.chance(520) {
        prove("revenu_mensuel", NaturePreuve::Piece);
    }
    if hasard.chance(480) {
        prove("personnes", NaturePreuve::Piece);
    }
    if hasard.chance(260) {
        prove("suroccupation", NaturePreuve::Piece);
    }
    if menage.titulaire().is_some_and(|t| t.handicap == Some(true)) && hasard.chance(800) {
        prove("handicap", NaturePreuve::Decision);
    }
    if let Some(public) = histoire.public
        && hasard.chance(850)
    {
        let nature = if public == PublicPrioritaire::Dalo { NaturePreuve::Decision } else { NaturePreuve::Social };
        prove(public.code(), nature);
    }
    preuves
}
