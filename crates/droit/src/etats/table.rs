//! The table of transitions, published: what may follow what, by which act, done by whom.

use crate::nomenclature::nomenclature;

nomenclature!(
    /// Who does an act of the table, by function; the rights table of the pages refines it.
    RoleActe {
        Guichet = "guichet", "Guichet"; Sne = "sne", "SNE"; Bailleur = "bailleur", "Bailleur"; Reservataire = "reservataire", "Réservataire";
        Commission = "commission", "Commission d'attribution"; Demandeur = "demandeur", "Demandeur"; Systeme = "systeme", "Carbet, au jour dit";
    }
);

/// One line: an act that takes an object from a state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LigneTransition {
    /// `demande`, `vacance`, `candidature`, `seance`, `offre`, `bail`.
    pub objet: &'static str,
    pub de: &'static str,
    pub vers: &'static str,
    pub acte: &'static str,
    pub roles: &'static [RoleActe],
}

/// From, to, act, roles.
type Ligne = (&'static str, &'static str, &'static str, &'static [RoleActe]);

/// Every possible transition, by object, in the order of its life.
pub fn table() -> Vec<LigneTransition> {
    use RoleActe as R;
    let groups: [(&str, &[Ligne]); 6] = [
        (
            "demande",
            &[
                ("brouillon", "en_attente_de_numero", "transmettre", &[R::Guichet]),
                ("en_attente_de_numero", "brouillon", "revenir_au_brouillon", &[R::Sne, R::Guichet]),
                ("en_attente_de_numero", "enregistree", "recevoir_numero", &[R::Sne]),
                ("enregistree", "enregistree", "renouveler", &[R::Sne, R::Demandeur, R::Guichet]),
                ("enregistree", "radiee", "radier", &[R::Sne]),
            ],
        ),
        (
            "vacance",
            &[
                ("declaree", "orientee", "orienter", &[R::Bailleur]),
                ("declaree", "retiree", "retirer", &[R::Bailleur]),
                ("orientee", "en_designation", "ouvrir_designation", &[R::Bailleur, R::Reservataire]),
                ("orientee", "rendue_au_bailleur", "rendre", &[R::Reservataire, R::Systeme]),
                ("orientee", "retiree", "retirer", &[R::Bailleur]),
                ("rendue_au_bailleur", "orientee", "orienter", &[R::Bailleur]),
                ("rendue_au_bailleur", "en_designation", "reprendre_par_bailleur", &[R::Bailleur]),
                ("rendue_au_bailleur", "retiree", "retirer", &[R::Bailleur]),
                ("en_designation", "rendue_au_bailleur", "rendre", &[R::Reservataire, R::Systeme]),
                ("en_designation", "en_commission", "inscrire_en_seance", &[R::Bailleur]),
                ("en_designation", "retiree", "retirer", &[R::Bailleur]),
                ("en_commission", "proposee", "proposer", &[R::Bailleur]),
                ("en_commission", "en_designation", "relancer_designation", &[R::Bailleur]),
                ("en_commission", "retiree", "retirer", &[R::Bailleur]),
                ("proposee", "proposee", "proposer", &[R::Bailleur]),
                ("proposee", "en_designation", "relancer_designation", &[R::Bailleur]),
                ("proposee", "louee", "louer", &[R::Bailleur]),
                ("proposee", "retiree", "retirer", &[R::Bailleur]),
            ],
        ),
        (
            "candidature",
            &[
                ("proposee_a_la_designation", "inscrite_en_seance", "inscrire_en_seance", &[R::Bailleur]),
                ("proposee_a_la_designation", "liberee", "liberer", &[R::Bailleur, R::Reservataire, R::Systeme]),
                ("inscrite_en_seance", "attribuee", "attribuer", &[R::Commission]),
                ("inscrite_en_seance", "liberee", "liberer", &[R::Commission, R::Bailleur, R::Systeme]),
                ("attribuee", "attribuee", "lever_condition", &[R::Bailleur]),
                ("attribuee", "en_offre", "offrir", &[R::Bailleur]),
                ("attribuee", "liberee", "liberer", &[R::Bailleur, R::Systeme]),
                ("en_offre", "acceptee", "accepter", &[R::Demandeur, R::Bailleur]),
                ("en_offre", "liberee", "liberer", &[R::Demandeur, R::Bailleur, R::Systeme]),
                ("acceptee", "bail_signe", "signer_bail", &[R::Bailleur]),
                ("acceptee", "liberee", "liberer", &[R::Demandeur, R::Bailleur, R::Systeme]),
            ],
        ),
        (
            "seance",
            &[
                ("preparee", "convoquee", "convoquer", &[R::Bailleur]),
                ("preparee", "preparee", "reporter", &[R::Bailleur]),
                ("convoquee", "preparee", "reporter", &[R::Bailleur, R::Commission]),
                ("convoquee", "ouverte", "ouvrir", &[R::Commission]),
                ("ouverte", "close", "clore", &[R::Commission]),
            ],
        ),
        (
            "offre",
            &[
                ("notifiee", "acceptee", "accepter", &[R::Demandeur, R::Bailleur]),
                ("notifiee", "refusee", "refuser", &[R::Demandeur, R::Bailleur]),
                ("notifiee", "silencieuse", "constater_silence", &[R::Bailleur, R::Systeme]),
                ("notifiee", "caduque", "rendre_caduque", &[R::Bailleur]),
                ("acceptee", "caduque", "rendre_caduque", &[R::Bailleur]),
            ],
        ),
        ("bail", &[("a_preparer", "signe", "signer", &[R::Bailleur]), ("a_preparer", "abandonne", "abandonner", &[R::Bailleur])]),
    ];
    let lines = groups
        .iter()
        .flat_map(|(objet, rows)| rows.iter().map(|(de, vers, acte, roles)| LigneTransition { objet, de, vers, acte, roles }));
    lines.collect()
}
