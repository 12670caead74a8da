//! What the acts on accounts share: who may hold which role, and finding an account to act on.

use droit::territoire::{NatureOrganisation, Territoire};
use stockage::Transaction;
use stockage::compte::{self, Compte};
use uuid::Uuid;

use crate::droits::{Acte, Acteur, Role};
use crate::issue::{Echec, Refus};

/// Roles that an account of an organisation of this nature may hold. A role is narrowed to its organisation:
/// the wrong pair would open the files of somebody else's mission.
pub fn list_roles(nature: NatureOrganisation) -> &'static [Role] {
    match nature {
        NatureOrganisation::Epci => &[Role::Agglo, Role::Guichet, Role::Referent, Role::Admin, Role::Dpo, Role::Caleol],
        NatureOrganisation::Bailleur => &[Role::Bailleur, Role::Guichet, Role::Caleol],
        NatureOrganisation::Etat => &[Role::Etat, Role::Caleol],
        NatureOrganisation::Commune => &[Role::Commune, Role::Guichet, Role::Caleol, Role::Referent],
        NatureOrganisation::Ccas => &[Role::Guichet, Role::Social, Role::Caleol],
        NatureOrganisation::Ctg => &[Role::Ctg, Role::Social, Role::Caleol],
        NatureOrganisation::ActionLogement => &[Role::ActionLogement, Role::Guichet, Role::Caleol],
        NatureOrganisation::Adil => &[Role::Adil, Role::Guichet],
        NatureOrganisation::Caf => &[Role::Social],
        NatureOrganisation::Observatoire => &[Role::Observatoire],
        NatureOrganisation::Association => &[Role::Social, Role::Caleol, Role::Referent],
    }
}

/// Checks that an organisation exists and may hold the role.
pub(crate) fn check_role(territoire: &Territoire, role: Role, organisation: &str) -> Result<(), Refus> {
    let Some(found) = territoire.organisation(organisation) else {
        return Err(Refus::new(
            "organisation_inconnue",
            "Cette organisation n'est pas déclarée dans le territoire.",
            "Choisissez une organisation de la liste, ou ajoutez-la au fichier organisations.toml.",
        )
        .champ("organisation"));
    };
    if list_roles(found.nature).contains(&role) {
        return Ok(());
    }
    let possibles: Vec<&str> = list_roles(found.nature).iter().map(|role| role.libelle()).collect();
    Err(Refus::new(
        "role_hors_mission",
        format!("Le rôle « {} » n'entre pas dans les missions de {}.", role.libelle(), found.sigle),
        format!("Rôles possibles pour cette organisation : {}.", possibles.join(", ")),
    )
    .champ("role"))
}

/// The account to act on: any but one's own, so that nobody shuts the door behind them.
pub(crate) async fn find_autre(tx: &Transaction, acteur: &Acteur, id: Uuid) -> Result<Compte, Echec> {
    let compte = compte::find(tx, id).await?.ok_or(Echec::Introuvable)?;
    if compte.id == acteur.compte {
        return Err(Refus::new(
            "propre_compte",
            "On ne ferme ni ne rouvre son propre compte.",
            "Demandez-le à une autre personne chargée de l'administration.",
        )
        .into());
    }
    Ok(compte)
}

pub(crate) fn check_gestion(acteur: &Acteur) -> Result<(), Echec> {
    acteur.portee(Acte::GererComptes).map(|_| ()).ok_or(Echec::Introuvable)
}
