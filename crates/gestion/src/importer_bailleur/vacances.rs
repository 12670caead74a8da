//! A row of vacancies: opens the vacancy of a home, or brings the open one up to date.

use droit::jour::format_fr;
use droit::montant::Centimes;
use interop::Gravite;
use interop::bailleur::LigneBailleur;
use stockage::logement::LigneLogement;
use stockage::vacance::{self, FiltreVacance, Vacance};
use uuid::Uuid;

use super::ecriture::{Contexte, Dire, Effet, Suite};
use crate::carbet::ActeEnCours;
use crate::declarer_vacance::{DeclarationVacance, declare};
use crate::issue::Echec;

pub(super) async fn write(
    contexte: &mut Contexte<'_>,
    act: &mut ActeEnCours,
    row: &LigneBailleur,
    home: &LigneLogement,
) -> Result<Suite, Echec> {
    let Some(disponible_le) = row.disponible_le else { return Ok((Effet::Rejetee, Vec::new())) };
    if let Some(open) = contexte.ouvertes.get(&home.id) {
        return update(contexte, act, row, open.clone()).await;
    }
    let filtre = FiltreVacance { logement_id: Some(home.id), ..FiltreVacance::default() };
    let closed = vacance::list(&act.tx, &filtre).await?;
    let ended = closed
        .iter()
        .find(|v| v.disponible_le == Some(disponible_le) || v.close_le.is_some_and(|le| le >= contexte.cadre.extrait_le));
    if let Some(ended) = ended {
        let le = ended.close_le.map_or_else(String::new, format_fr);
        let dire = Dire {
            champ: "date de disponibilité",
            valeur: format_fr(disponible_le),
            gravite: Gravite::Signalee,
            raison: format!("cette vacance a été close ici le {le} ; elle n'est pas rouverte"),
            que_faire: "Si le logement est de nouveau libre, envoyez sa nouvelle date de disponibilité.",
        };
        return Ok((Effet::Inchangee, vec![dire]));
    }
    let demande = DeclarationVacance {
        logement: home.id,
        disponible_le,
        loyer: row.loyer.unwrap_or(Centimes(home.loyer)),
        loyer_annexes: row.loyer_annexes.unwrap_or(Centimes(home.loyer_annexes)),
        charges: row.charges.unwrap_or(Centimes(home.charges)),
        choix: None,
        reponse_avant_le: None,
        premiere_location: false,
        conge_le: None,
        etat_des_lieux_le: None,
        cle: None,
    };
    let id = Uuid::now_v7();
    declare(contexte.carbet, act, contexte.acteur, &demande, home, id).await?;
    let opened = vacance::find(&act.tx, id).await?.ok_or(Echec::Introuvable)?;
    contexte.ouvertes.insert(home.id, opened);
    Ok((Effet::Creee, Vec::new()))
}

async fn update(contexte: &Contexte<'_>, act: &mut ActeEnCours, row: &LigneBailleur, held: Vacance) -> Result<Suite, Echec> {
    let told = Vacance {
        disponible_le: row.disponible_le.or(held.disponible_le),
        loyer: row.loyer.map_or(held.loyer, |amount| amount.0),
        loyer_annexes: row.loyer_annexes.map_or(held.loyer_annexes, |amount| amount.0),
        charges: row.charges.map_or(held.charges, |amount| amount.0),
        ..held.clone()
    };
    if told == held {
        return Ok((Effet::Inchangee, Vec::new()));
    }
    let changed_here = contexte.carbet.jour_de(held.maj_le) > contexte.cadre.extrait_le;
    let allocating = matches!(held.etat.as_str(), "en_commission" | "proposee");
    if changed_here || allocating {
        let why = if allocating {
            "une attribution de ce logement est en cours".to_owned()
        } else {
            format!("la vacance a changé ici le {}, après le jour du fichier", format_fr(contexte.carbet.jour_de(held.maj_le)))
        };
        return Ok((Effet::Inchangee, list_ecarts(&held, &told, &why)));
    }
    if told.loyer <= 0 {
        return Ok((
            Effet::Rejetee,
            vec![Dire {
                champ: "loyer",
                valeur: Centimes(told.loyer).to_string(),
                gravite: Gravite::Rejet,
                raison: "le loyer principal est nul : l'aide et le taux d'effort ne pourraient pas être estimés".to_owned(),
                que_faire: "Donnez le loyer tel qu'il sera au bail, puis envoyez le fichier de nouveau.",
            }],
        ));
    }
    let row = Vacance { maj_le: act.instant(), ..told };
    vacance::update(&act.tx, &row).await?;
    act.touch("vacance", row.id);
    Ok((Effet::Modifiee, Vec::new()))
}

/// What the file says otherwise than here, value by value.
fn list_ecarts(held: &Vacance, told: &Vacance, why: &str) -> Vec<Dire> {
    let day = |v: &Vacance| v.disponible_le.map_or_else(|| "inconnue".to_owned(), format_fr);
    let amount = |cents: i64| Centimes(cents).to_string();
    [
        ("date de disponibilité", day(held), day(told)),
        ("loyer", amount(held.loyer), amount(told.loyer)),
        ("loyer des annexes", amount(held.loyer_annexes), amount(told.loyer_annexes)),
        ("charges", amount(held.charges), amount(told.charges)),
    ]
    .into_iter()
    .filter(|(_, here, file)| here != file)
    .map(|(champ, here, file)| Dire {
        champ,
        valeur: file,
        gravite: Gravite::Signalee,
        raison: format!("{why} : « {here} » est gardé"),
        que_faire: "Vérifiez laquelle des deux valeurs est vraie auprès du bailleur.",
    })
    .collect()
}
