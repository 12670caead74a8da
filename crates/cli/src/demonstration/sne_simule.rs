//! The simulated SNE of the demonstration: it answers each message after a short while, and never leaves this process.
//!
//! It grants everything, save a registration without telephone: it refuses that one, so that a correction can be tried.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use droit::demande::Demande;
use gestion::transport_sne::{FichierReponse, Rangement, TransportSne};
use interop::sne::{list_champs, read_extrait};

/// How long it takes to answer.
const DELAI: Duration = Duration::from_secs(6);
const TELEPHONE: &str = "demandeLogement/personnePhysique/demandeur/telPortable";
const GUICHET: &str = "GDPUB";

#[derive(Debug)]
pub struct SneSimule {
    delai: Duration,
    recus: Mutex<Vec<(Instant, String, String)>>,
}

impl SneSimule {
    pub fn new() -> SneSimule {
        SneSimule { delai: DELAI, recus: Mutex::new(Vec::new()) }
    }
}

impl TransportSne for SneSimule {
    fn libelle(&self) -> String {
        "SNE simulé de la démonstration".to_owned()
    }

    fn deposer(&self, nom: &str, xml: &str) -> Result<(), String> {
        let mut recus = self.recus.lock().map_err(|_| "le SNE simulé s'est interrompu".to_owned())?;
        recus.retain(|(_, known, _)| known != nom);
        recus.push((Instant::now(), nom.to_owned(), xml.to_owned()));
        Ok(())
    }

    fn list_reponses(&self) -> Result<Vec<FichierReponse>, String> {
        let recus = self.recus.lock().map_err(|_| "le SNE simulé s'est interrompu".to_owned())?;
        Ok(recus
            .iter()
            .filter(|(since, _, _)| since.elapsed() >= self.delai)
            .map(|(_, nom, xml)| FichierReponse { nom: nom.clone(), contenu: answer(xml).map(String::into_bytes), recent: false })
            .collect())
    }

    fn ranger(&self, nom: &str, rangement: &Rangement) -> Result<(), String> {
        if let Rangement::Rejete(raison) = rangement {
            tracing::warn!(raison, "an answer of the simulated SNE was set aside");
        }
        self.recus.lock().map_err(|_| "le SNE simulé s'est interrompu".to_owned())?.retain(|(_, known, _)| known != nom);
        Ok(())
    }
}

/// The document given back: the message with a numéro unique, or with what is refused.
fn answer(xml: &str) -> Result<String, String> {
    let mut read: Option<Demande> = None;
    read_extrait(xml.as_bytes(), |lecture| {
        read = lecture.demande;
        ControlFlow::Break(())
    })
    .map_err(|error| error.to_string())?;
    let demande = read.ok_or("le SNE simulé ne lit pas ce message")?;
    if !xml.contains("<typeFichier>CRE</typeFichier>") {
        return Ok(xml.to_owned());
    }
    let champs = list_champs(&demande);
    if !champs.contains_key(TELEPHONE) {
        let refused = format!(
            "<listeAnomalie><anomalie code=\"SIMULE\" propriete=\"{TELEPHONE}\"><message>Refus simulé : un numéro de téléphone est attendu.</message></anomalie></listeAnomalie>"
        );
        return Ok(xml.replace("  </demandeLogement>", &format!("    {refused}\n  </demandeLogement>")));
    }
    let reference = champs.get("demandeLogement/refInterne").cloned().unwrap_or_default();
    let numero = numero(&demande, &reference);
    Ok(xml.replacen("    <refInterne>", &format!("    <numUnique>{numero}</numUnique>\n    <refInterne>"), 1))
}

/// A number that follows the message's reference: the same message sent twice gets the same one.
fn numero(demande: &Demande, reference: &str) -> String {
    use chrono::Datelike;
    let mixed = reference.bytes().fold(7u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let guichet = demande.guichet.as_deref().filter(|code| code.len() == 5).unwrap_or(GUICHET);
    let le = demande.depose_le;
    format!("973{:02}{:02}{:06}{guichet}", le.month(), le.year() % 100, mixed % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use droit::demande::{Demande, Dossier, EtatDemande, Personne, RolePersonne};
    use droit::jour::parse_iso;
    use interop::sne::{Message, read_reponses, write_message};

    fn message(telephone: Option<&str>) -> String {
        let mut dossier = Dossier::default();
        dossier.menage.personnes.push(Personne::new(RolePersonne::Titulaire));
        dossier.contact.telephone = telephone.map(str::to_owned);
        let depose_le = parse_iso("2026-11-10").unwrap();
        let demande = Demande {
            etat: EtatDemande::EnAttenteDeNumero,
            depose_le,
            enregistre_le: None,
            renouvele_le: None,
            guichet: None,
            dossier,
        };
        write_message(&demande, "C0123456789ABCDEF0", &Message::Creation, depose_le, "09:00:00").xml
    }

    #[test]
    fn it_gives_a_number_after_its_delay_and_refuses_who_cannot_be_called() {
        let sne = SneSimule { delai: Duration::ZERO, recus: Mutex::new(Vec::new()) };
        sne.deposer("a.xml", &message(Some("0694000000"))).unwrap();
        sne.deposer("b.xml", &message(None)).unwrap();
        let answers: Vec<_> = sne
            .list_reponses()
            .unwrap()
            .into_iter()
            .map(|f| read_reponses(f.contenu.unwrap().as_slice()).unwrap().remove(0))
            .collect();
        assert_eq!(answers[0].reference.as_deref(), Some("C0123456789ABCDEF0"));
        assert!(answers[0].numero_unique.is_some() && answers[0].refus.is_empty());
        assert!(answers[1].numero_unique.is_none());
        assert_eq!(answers[1].refus[0].propriete, TELEPHONE);
        sne.ranger("a.xml", &Rangement::Traite).unwrap();
        assert_eq!(sne.list_reponses().unwrap().len(), 1);
        let slow = SneSimule::new();
        slow.deposer("a.xml", &message(None)).unwrap();
        assert!(slow.list_reponses().unwrap().is_empty(), "it takes its time");
    }
}
