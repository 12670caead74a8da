//! Measures the search of names in process: `mesurer_noms MENAGES [DOSSIER]`.
//!
//! Fictional households drawn from a fixed seed; names are made of syllables, as frequent as their place in a list (an
//! assumption, not a census). With a folder, writes what `outils/mesurer.sh` gives to PostgreSQL for the same questions.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use gestion::recherche::{Champ, Cle, Fiche, Index, Noms, Question, split};

const QUESTIONS: u64 = 2_000;
const REPONSES: usize = 20;
/// Questions also asked of PostgreSQL.
const COMPAREES: usize = 300;

/// A small generator: the same numbers on every machine.
struct Tirage(u64);

impl Tirage {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// A place in a list, the first ones more often.
    fn frequent(&mut self, bound: u64) -> u64 {
        let u = self.below(1_000_000);
        bound * u / 1_000_000 * u / 1_000_000
    }
}

/// A name made of syllables; one in five has two parts.
fn make_nom(rang: u64, parts: &[&str], fins: &[&str]) -> String {
    let mut tirage = Tirage(rang.wrapping_mul(7_919) + 17);
    let mut one = || {
        let mut nom = String::new();
        for _ in 0..1 + tirage.below(3) {
            nom.push_str(parts[tirage.below(parts.len() as u64) as usize]);
        }
        nom + fins[tirage.below(fins.len() as u64) as usize]
    };
    if rang % 5 == 4 { format!("{}-{}", one(), one()) } else { one() }
}

const PARTS: [&str; 40] = [
    "ba", "ca", "da", "fa", "ga", "jo", "ka", "la", "ma", "na", "pa", "ra", "sa", "ta", "va", "bel", "cor", "del", "flo", "gui",
    "jean", "lou", "mar", "nor", "phi", "que", "ri", "sou", "thi", "vi", "xi", "yo", "ze", "bri", "cla", "dro", "fré", "gra",
    "pla", "tré",
];
const FINS: [&str; 24] = [
    "n", "s", "t", "r", "l", "in", "on", "an", "et", "eau", "ard", "ière", "ez", "a", "o", "é", "ville", "mont", "ès", "ier",
    "ine", "elle", "ette", "y",
];

struct Population {
    noms: Vec<String>,
    prenoms: Vec<String>,
}

impl Population {
    fn new() -> Population {
        Population {
            noms: (0..60_000).map(|n| make_nom(n, &PARTS, &FINS)).collect(),
            prenoms: (0..8_000).map(|n| make_nom(n + 1_000_000, &PARTS, &FINS)).collect(),
        }
    }

    /// Persons of a household: family name, first name, birth date.
    fn menage(&self, rang: u64) -> Vec<(&str, &str, NaiveDate)> {
        let mut tirage = Tirage(rang * 31 + 5);
        let nom = &self.noms[tirage.frequent(self.noms.len() as u64) as usize];
        (0..1 + tirage.below(4))
            .map(|p| {
                let other = p > 0 && tirage.below(4) == 0;
                let nom = if other { &self.noms[tirage.frequent(self.noms.len() as u64) as usize] } else { nom };
                let prenom = &self.prenoms[tirage.frequent(self.prenoms.len() as u64) as usize];
                let days = 712_000 + i32::try_from(tirage.below(27_000)).unwrap_or_default();
                (nom.as_str(), prenom.as_str(), NaiveDate::from_num_days_from_ce_opt(days).unwrap_or_default())
            })
            .collect()
    }

    /// What is typed to find the titulaire of a household, with the slips and the spellings of a desk.
    fn question(&self, rang: u64, kind: u64) -> String {
        let mut tirage = Tirage(rang + 99);
        let persons = self.menage(rang);
        let (nom, prenom, le) = persons[0];
        match kind {
            0..=4 => format!("{nom} {prenom}"),
            5..=7 => format!("{nom} {}", prenom.chars().take(4).collect::<String>()),
            8..=10 => format!("{} {prenom}", slip(nom, &mut tirage)),
            11..=12 => format!("{} {}", slip(nom, &mut tirage), slip(prenom, &mut tirage)),
            13..=15 => format!("{prenom} {nom}").replace('-', " "),
            16 => format!("{nom} {prenom}").replace("ph", "f").replace("qu", "k").replace("eau", "o").replace('z', "s"),
            17 => format!("{nom}{prenom}").replace('-', ""),
            18 => format!("{nom} {}", le.format("%d/%m/%Y")),
            _ => format!("{nom} {prenom}").replace("fré", "fre").replace("ca", "ka").replace("th", "t"),
        }
    }
}

/// One slip: a letter lost, doubled, replaced, or two exchanged.
fn slip(nom: &str, tirage: &mut Tirage) -> String {
    let mut letters: Vec<char> = nom.chars().collect();
    let place = tirage.below(letters.len() as u64 - 1) as usize;
    match tirage.below(4) {
        0 => drop(letters.remove(place)),
        1 => letters.insert(place, letters[place]),
        2 => letters[place] = 'e',
        _ => letters.swap(place, place + 1),
    }
    letters.into_iter().collect()
}

fn cle(rang: u64) -> Cle {
    let mut cle = [0; 16];
    cle[8..].copy_from_slice(&rang.to_be_bytes());
    cle
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let menages: u64 = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(300_000);
    let dossier = arguments.next();
    let population = Population::new();
    let rangs: Vec<u64> = (0..menages).collect();
    let fils = std::thread::available_parallelism().map_or(1, usize::from);
    let depart = Instant::now();
    let index = Index::build(&rangs, fils, |rang| {
        let personnes = population
            .menage(*rang)
            .into_iter()
            .map(|(nom, prenom, le)| Noms { mots: split([nom, prenom].into_iter()), naissance_le: Some(le) });
        (cle(*rang), Fiche { protege: false, numero: None, personnes: personnes.collect() })
    });
    let construction = depart.elapsed();
    let jour = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default();
    let mut tirage = Tirage(2_026);
    let mut durees: Vec<(Duration, u64)> = Vec::new();
    let mut par_sorte = [(0u32, 0u32); 20];
    let mut lignes = Vec::new();
    for n in 0..QUESTIONS {
        let (cible, sorte) = (tirage.below(menages), n % 20);
        let texte = population.question(cible, sorte);
        let depart = Instant::now();
        let reponse = index.find(&Question::read(&texte, jour), &Champ::default(), Some(REPONSES));
        durees.push((depart.elapsed(), n));
        let found = reponse.trouves.iter().any(|t| t.cle == cle(cible));
        let slot = &mut par_sorte[sorte as usize];
        *slot = (slot.0 + 1, slot.1 + u32::from(found));
        // A common name alone has more bearers than a page holds: what is compared is a question that names one household.
        if lignes.len() < COMPAREES && sorte != 18 {
            lignes.push(format!("{cible},{},{texte}", u8::from(found)));
        }
    }
    durees.sort_unstable();
    let at = |part: usize| durees[(durees.len() * part / 1000).min(durees.len() - 1)].0.as_secs_f64() * 1000.0;
    let found: u32 = par_sorte.iter().map(|(_, found)| found).sum();
    println!("menages={menages} fils={fils} construction_s={:.1}", construction.as_secs_f64());
    println!("octets_par_menage={}", index.octets() as u64 / menages.max(1));
    println!("p50_ms={:.2} p95_ms={:.2} p99_ms={:.2} max_ms={:.2}", at(500), at(950), at(990), at(1000));
    println!("trouves_sur_{REPONSES}={found}/{QUESTIONS}");
    if dossier.is_none() {
        for (sorte, (asked, found)) in par_sorte.iter().enumerate() {
            println!("  sorte {sorte} : {found}/{asked}");
        }
    }
    if let Some(dossier) = dossier {
        let dossier = Path::new(&dossier);
        std::fs::create_dir_all(dossier)?;
        let mut noms = std::io::BufWriter::new(std::fs::File::create(dossier.join("noms.csv"))?);
        for rang in 0..menages {
            for (nom, prenom, _) in population.menage(rang) {
                writeln!(noms, "{rang},{nom} {prenom}")?;
            }
        }
        std::fs::write(dossier.join("questions.csv"), lignes.join("\n") + "\n")?;
    }
    Ok(())
}
