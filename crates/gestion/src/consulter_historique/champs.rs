//! A demande as a list of fields and values in words, to compare two versions of it.

use droit::demande::{
    Coparentalite, Demande, EtatDemande, LienDemandeur, LienParente, LogementActuel, Personne, Recherche, RolePersonne,
};
use droit::jour::format_fr;
use droit::territoire::Territoire;
use interop::sne;

use super::ChampModifie;
use crate::droits::{Masque, VueSensible};
use crate::habitat::{nom_commune, sigle};
use crate::labelliser::sees;

/// Field and value, each field once, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Champs(Vec<(String, String)>);

impl IntoIterator for Champs {
    type Item = (String, String);
    type IntoIter = std::vec::IntoIter<(String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Champs {
    /// Reads a demande that is already narrowed.
    pub fn read(demande: &Demande, territoire: &Territoire, masque: Masque, protege: bool) -> Champs {
        let mut champs = Champs::default();
        champs.read_tete(demande, territoire);
        for (rang, personne) in (1..).zip(&demande.dossier.menage.personnes) {
            champs.read_personne(rang, personne, territoire);
        }
        champs.put("Enfants à naître", demande.dossier.menage.a_naitre.map(|a| a.nombre.to_string()));
        champs.read_contact(demande, territoire);
        champs.read_logement(&demande.dossier.logement_actuel, territoire);
        champs.read_recherche(&demande.dossier.recherche, territoire);
        champs.read_situation(demande, territoire, masque);
        if masque.identite && masque.menage && (!protege || masque.secret) {
            let sources = &demande.dossier.champs_source;
            for source in sources.iter().filter(|s| sees(masque, sne::sensibilite_champ(&s.chemin, &s.valeur))) {
                champs.put(&format!("Valeur du SNE {}", source.chemin), Some(source.valeur.clone()));
            }
        }
        champs
    }

    /// What stands here and not, or otherwise, in an earlier version; then what stood there only.
    pub fn differ(&self, avant: &Champs) -> Vec<ChampModifie> {
        let mut changed: Vec<ChampModifie> = Vec::new();
        for (libelle, apres) in &self.0 {
            let before = avant.find(libelle);
            if before != Some(apres) {
                changed.push(ChampModifie { libelle: libelle.clone(), avant: before.cloned(), apres: Some(apres.clone()) });
            }
        }
        for (libelle, before) in &avant.0 {
            if self.find(libelle).is_none() {
                changed.push(ChampModifie { libelle: libelle.clone(), avant: Some(before.clone()), apres: None });
            }
        }
        changed
    }

    fn find(&self, libelle: &str) -> Option<&String> {
        self.0.iter().find(|(known, _)| known == libelle).map(|(_, valeur)| valeur)
    }

    fn put(&mut self, libelle: &str, valeur: Option<String>) {
        let Some(valeur) = valeur.filter(|v| !v.is_empty()) else { return };
        match self.0.iter_mut().find(|(known, _)| known == libelle) {
            Some((_, known)) => *known = format!("{known}, {valeur}"),
            None => self.0.push((libelle.to_owned(), valeur)),
        }
    }

    fn read_tete(&mut self, demande: &Demande, territoire: &Territoire) {
        let etat = match &demande.etat {
            EtatDemande::Brouillon => "Brouillon".to_owned(),
            EtatDemande::EnAttenteDeNumero => "En attente de numéro".to_owned(),
            EtatDemande::Enregistree { .. } => "Enregistrée".to_owned(),
            EtatDemande::Radiee { le, motif, .. } => format!("Radiée le {} : {}", format_fr(*le), motif.libelle().to_lowercase()),
        };
        self.put("État", Some(etat));
        self.put("Numéro unique", demande.numero_unique().map(|n| n.to_string()));
        self.put("Date de dépôt", Some(format_fr(demande.depose_le)));
        self.put("Enregistrée le", demande.enregistre_le.map(format_fr));
        self.put("Renouvelée le", demande.renouvele_le.map(format_fr));
        let desk = |code: &String| territoire.guichet(code).map_or_else(|| code.clone(), |g| g.nom.clone());
        self.put("Guichet", demande.guichet.as_ref().map(desk));
    }

    fn read_personne(&mut self, rang: usize, p: &Personne, territoire: &Territoire) {
        let who = if p.is_titulaire() { "Titulaire".to_owned() } else { format!("Personne {rang}") };
        let mut put = |quoi: &str, valeur: Option<String>| self.put(&format!("{who}, {quoi}"), valeur);
        put("lien", Some(role(p.role).to_owned()));
        put("civilité", p.civilite.map(|c| c.libelle().to_owned()));
        put("nom d’usage", p.nom.clone());
        put("nom de naissance", p.nom_naissance.clone());
        put("prénom", p.prenom.clone());
        put("date de naissance", p.naissance_le.map(format_fr));
        put("sexe", p.sexe.map(|s| s.libelle().to_owned()));
        put("nationalité", p.nationalite.map(|n| n.libelle().to_owned()));
        put("situation familiale", p.situation_familiale.map(|s| s.libelle().to_owned()));
        put("situation professionnelle", p.situation_professionnelle.map(|s| s.libelle().to_owned()));
        put("profession", p.profession.clone());
        put("employeur", p.employeur.clone());
        put("commune de travail", p.commune_travail.as_deref().map(|code| nom_commune(territoire, code)));
        put("handicap reconnu", p.handicap.map(oui_non));
        put("séjour régulier", p.sejour_regulier.map(oui_non));
        let titre = p.titre_sejour.as_ref();
        put("titre de séjour vérifié le", titre.map(|t| format_fr(t.verifie_le)));
        put("titre de séjour valable jusqu’au", titre.and_then(|t| t.jusqu_au).map(format_fr));
        for (annee, montant) in &p.revenus_fiscaux {
            put(&format!("revenu fiscal {annee}"), Some(montant.to_string()));
        }
        for r in &p.ressources {
            put(&r.nature.libelle().to_lowercase(), Some(format!("{} par mois", r.montant)));
        }
    }

    fn read_contact(&mut self, demande: &Demande, territoire: &Territoire) {
        let contact = &demande.dossier.contact;
        self.put("Adresse postale", contact.adresse.clone());
        self.put("Code postal", contact.code_postal.clone());
        self.put("Commune de l’adresse", contact.commune.as_deref().map(|code| nom_commune(territoire, code)));
        self.put("Téléphone", contact.telephone.clone());
        self.put("Adresse électronique", contact.mel.clone());
        self.put("SMS acceptés", contact.sms_accepte.map(oui_non));
    }

    fn read_logement(&mut self, actuel: &LogementActuel, territoire: &Territoire) {
        self.put("Logement actuel", actuel.modele.map(|m| m.libelle().to_owned()));
        self.put("Logement actuel, catégorie", actuel.categorie.map(|c| c.libelle().to_owned()));
        self.put("Logement actuel, typologie", actuel.typologie.map(|t| t.libelle().to_owned()));
        self.put("Logement actuel, surface", actuel.surface.map(|s| format!("{s} m²")));
        self.put("Logement actuel, habitants", actuel.nombre_habitants.map(|n| n.to_string()));
        self.put("Logement actuel, loyer et charges", actuel.loyer.map(|m| format!("{m} par mois")));
        self.put("Logement actuel, aide", actuel.aide.map(|m| format!("{m} par mois")));
        self.put("Logement actuel, commune", actuel.commune.as_deref().map(|code| nom_commune(territoire, code)));
        self.put("Logement actuel, code postal", actuel.code_postal.clone());
        self.put("Logement actuel, bailleur", actuel.bailleur.as_deref().map(|code| sigle(territoire, code)));
        self.put("Logement actuel, depuis le", actuel.depuis.map(format_fr));
        self.put("Propriétaire d’un logement", actuel.proprietaire.map(oui_non));
        self.put("Logement actuel en quartier prioritaire", actuel.en_qpv.map(oui_non));
        self.put("Logement signalé indigne", actuel.indigne.map(oui_non));
    }

    fn read_recherche(&mut self, recherche: &Recherche, territoire: &Territoire) {
        self.put("Type de bien recherché", recherche.categorie.map(|c| c.libelle().to_owned()));
        for typologie in &recherche.typologies {
            self.put("Typologies recherchées", Some(typologie.libelle().to_owned()));
        }
        for (rang, souhait) in (1..).zip(&recherche.souhaits) {
            let commune = nom_commune(territoire, &souhait.commune);
            let place = |code: &String| {
                territoire.quartiers.iter().find(|q| q.code == *code).map_or_else(|| code.clone(), |q| q.nom.clone())
            };
            let words = souhait.quartier.as_ref().map_or_else(|| commune.clone(), |code| format!("{commune}, {}", place(code)));
            self.put(&format!("Souhait {rang}"), Some(words));
        }
        self.put("Autres communes acceptées", recherche.demande_elargie.map(oui_non));
        self.put("Dépense maximum", recherche.loyer_maximum.map(|m| m.to_string()));
        self.put("Stationnement", recherche.parking.map(oui_non));
        self.put("Rez-de-chaussée refusé", recherche.rez_de_chaussee_refuse.map(oui_non));
        self.put("Immeuble sans ascenseur refusé", recherche.sans_ascenseur_refuse.map(oui_non));
        self.put("Logement adapté", recherche.logement_adapte.map(oui_non));
    }

    fn read_situation(&mut self, demande: &Demande, territoire: &Territoire, masque: Masque) {
        let dossier = &demande.dossier;
        for motif in &dossier.motifs {
            self.put("Motifs", Some(motif.libelle().to_owned()));
        }
        self.put("Précision du motif", dossier.motif_precision.clone());
        for label in &dossier.labels {
            let by = sigle(territoire, &label.autorite);
            let until = label.jusqu_au.map_or_else(String::new, |le| format!(" jusqu’au {}", format_fr(le)));
            let words = format!("{by}, depuis le {}{until}", format_fr(label.depuis));
            self.put(&format!("Public prioritaire : {}", label.public.libelle()), Some(words));
        }
        if let Some(dalo) = &dossier.dalo {
            let le = dalo.decide_le.map_or_else(String::new, |le| format!(", décision du {}", format_fr(le)));
            self.put("DALO", Some(format!("{}{le}", dalo.statut.libelle())));
        }
        for refus in &dossier.refus {
            self.put("Refus d’un logement", Some(format_fr(refus.le)));
        }
        // The name of a local fact, or of a proven one, may tell what a role may not know.
        if masque.sensible == VueSensible::Oui {
            for (fait, preuve) in &dossier.preuves {
                let name = droit::faits::find_fait(fait).map_or_else(|| fait.replace('_', " "), |f| f.libelle.to_owned());
                let words = format!("{}, depuis le {}", preuve.nature.libelle(), format_fr(preuve.depuis));
                self.put(&format!("Preuve : {name}"), Some(words));
            }
        }
    }
}

const fn role(role: RolePersonne) -> &'static str {
    match role {
        RolePersonne::Titulaire => "Titulaire",
        RolePersonne::Cotitulaire(LienDemandeur::Conjoint) => "Conjoint(e), cotitulaire",
        RolePersonne::Cotitulaire(LienDemandeur::Pacse) => "Partenaire de PACS, cotitulaire",
        RolePersonne::Cotitulaire(LienDemandeur::Concubin) => "Concubin(e), cotitulaire",
        RolePersonne::Cotitulaire(LienDemandeur::Colocataire) => "Colocataire",
        RolePersonne::ACharge(LienParente::Enfant) => "Enfant à charge",
        RolePersonne::ACharge(LienParente::Parent) => "Ascendant à charge",
        RolePersonne::ACharge(LienParente::Autre) => "Autre personne à charge",
        RolePersonne::EnGarde(Coparentalite::GardeAlternee) => "Enfant en garde alternée",
        RolePersonne::EnGarde(Coparentalite::DroitDeVisite) => "Enfant en droit de visite",
    }
}

fn oui_non(value: bool) -> String {
    if value { "oui" } else { "non" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn champs(pairs: &[(&str, &str)]) -> Champs {
        let mut champs = Champs::default();
        for (libelle, valeur) in pairs {
            champs.put(libelle, Some((*valeur).to_owned()));
        }
        champs
    }

    #[test]
    fn a_difference_tells_what_came_what_changed_and_what_left() {
        let avant = champs(&[("Téléphone", "0594 00 00 00"), ("Souhait 1", "Cayenne"), ("Souhait 2", "Matoury")]);
        let apres = champs(&[("Téléphone", "0594 11 11 11"), ("Souhait 1", "Cayenne"), ("Motifs", "Logement trop petit")]);
        let changed: Vec<(String, Option<String>, Option<String>)> =
            apres.differ(&avant).into_iter().map(|c| (c.libelle, c.avant, c.apres)).collect();
        let text = |value: &str| Some(value.to_owned());
        assert_eq!(
            changed,
            [
                ("Téléphone".to_owned(), text("0594 00 00 00"), text("0594 11 11 11")),
                ("Motifs".to_owned(), None, text("Logement trop petit")),
                ("Souhait 2".to_owned(), text("Matoury"), None),
            ]
        );
        assert!(apres.differ(&apres).is_empty());
    }
}
