//! Names of fictional people. First names of the decade come from frequency lists; the others and all
//! family names are written by hand, in the flavours met in Guyane, and combined by chance.

use std::sync::LazyLock;

use droit::demande::{Nationalite, Sexe};

use crate::hasard::Hasard;

/// Flavour of a name, nothing else: it decides no income, no composition and no priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accent {
    Creole,
    Haitien,
    Bresilien,
    Surinamais,
    Hexagonal,
    Hmong,
    Amerindien,
    Hispanique,
    Guyanien,
    Chinois,
}

const ACCENTS: [(Accent, u32); 10] = [
    (Accent::Creole, 380),
    (Accent::Haitien, 170),
    (Accent::Bresilien, 130),
    (Accent::Surinamais, 130),
    (Accent::Hexagonal, 70),
    (Accent::Hmong, 20),
    (Accent::Amerindien, 35),
    (Accent::Hispanique, 25),
    (Accent::Guyanien, 25),
    (Accent::Chinois, 15),
];

const CREOLES: [&str; 60] = [
    "Adélaïde",
    "Agarande",
    "Alcindor",
    "Amaranthe",
    "Ambroisine",
    "Antonin",
    "Appolinaire",
    "Athénaïse",
    "Azor",
    "Barthélémi",
    "Bellony",
    "Bienvenu",
    "Boisrond",
    "Bonaparté",
    "Calumey",
    "Castor",
    "Célestine",
    "Chérubin",
    "Cléante",
    "Colomban",
    "Contout-Alix",
    "Damoiseau",
    "Darius",
    "Désirade",
    "Dorlin",
    "Élisabethe",
    "Éloidin",
    "Félicité",
    "Florimond",
    "Fortunat",
    "Gédéon",
    "Germinal",
    "Héliodore",
    "Horatius",
    "Hyacinthe",
    "Isidorin",
    "Jadfard-Rose",
    "Joséphau",
    "Kerlin",
    "Lafontaine-Or",
    "Linguet-Roi",
    "Louisor",
    "Madeleine-Roy",
    "Magloire",
    "Mathurin",
    "Narcissot",
    "Norbertine",
    "Ozélien",
    "Palmier",
    "Polydore",
    "Prévotin",
    "Rémirel",
    "Rosemond",
    "Saintonge",
    "Symphorien",
    "Télémaque",
    "Théolade-Ix",
    "Ursulin",
    "Valérius",
    "Zéphirin-Lou",
];
const HAITIENS: [&str; 40] = [
    "Augustave",
    "Beauvilus",
    "Bellefleur",
    "Célestilus",
    "Chéridor",
    "Clervoix",
    "Clédanor",
    "Désirus",
    "Dieudor",
    "Dorcélien",
    "Élusma",
    "Estimable",
    "Exantil",
    "Fénélus",
    "Fleurimond",
    "Florestil",
    "Germéus",
    "Jean-Féquière",
    "Jean-Noëlus",
    "Joachimé",
    "Josépharel",
    "Lamercie",
    "Louidor",
    "Mérilus",
    "Michelet-Fils",
    "Mondélus",
    "Nordéus",
    "Occéan",
    "Pierre-Antoine",
    "Pierrilus",
    "Prophètus",
    "Saint-Fleurant",
    "Saint-Louisien",
    "Saintilma",
    "Sénatus",
    "Théodat-Fils",
    "Thervil",
    "Vilsaintil",
    "Ylavois",
    "Zamorin",
];
const BRESILIENS: [&str; 36] = [
    "Alcântara",
    "Almeirim",
    "Barroso Neto",
    "Bragança Lima",
    "Cardosinho",
    "Carvalhal",
    "Castanheira",
    "Cavalcânti",
    "Conceição Reis",
    "Cunhado",
    "Da Ribeira",
    "Dias Moraes",
    "Do Amapá",
    "Do Carmo Luz",
    "Dos Anjos",
    "Dos Igarapés",
    "Farias Melo",
    "Ferreirinha",
    "Furtado Paz",
    "Guimaranis",
    "Lima Prado",
    "Macedônio",
    "Maciel Rosa",
    "Magalhos",
    "Marajoara",
    "Monteirinho",
    "Moraes Vaz",
    "Nascimentos",
    "Nogueiral",
    "Oiapoque",
    "Pantoja Luz",
    "Pinheiral",
    "Sarmentino",
    "Teixeiro",
    "Valadão",
    "Viegas Mar",
];
const SURINAMAIS: [&str; 36] = [
    "Abienso", "Adaison", "Adjuka", "Afonsoe", "Agasie", "Akoesoe", "Amiemba", "Apinsa", "Asaïti", "Awanga", "Babelon",
    "Dewinie", "Djani", "Doekoe", "Edjosa", "Finisie", "Fonkel", "Gaandi", "Jabini", "Kago", "Kasanpé", "Koeman", "Lobbi",
    "Maïkoe", "Misidjan", "Moesa", "Nelom-Ba", "Ngwete", "Pansa", "Pinasi", "Pokie", "Sanna", "Tjappa", "Tojo", "Vorsie",
    "Wensi",
];
const HEXAGONAUX: [&str; 32] = [
    "Aubrac",
    "Bellanger",
    "Berthelin",
    "Bourgade",
    "Castelin",
    "Chaumeil",
    "Corbier",
    "Delaunoy",
    "Desroche",
    "Fauvel",
    "Garrigou",
    "Gaudry",
    "Hautbois",
    "Jolivard",
    "Kerbrat",
    "Lannoy",
    "Le Guelt",
    "Maillard",
    "Marchenoir",
    "Montagut",
    "Nogaret",
    "Peyrolle",
    "Pradier",
    "Quéré",
    "Rigolet",
    "Roquebert",
    "Sabatier",
    "Tavernier",
    "Touzalin",
    "Vasseur",
    "Verdonck",
    "Vuillard",
];
const HMONGS: [&str; 12] = ["Cha", "Fang", "Heu", "Khang", "Lo", "Ly", "Moua", "Siong", "Tcha", "Vue", "Xiong", "Yang"];
const AMERINDIENS: [&str; 20] = [
    "Aloukou",
    "Apalaï",
    "Awale",
    "Couyoupé",
    "Ipoya",
    "Kaliman",
    "Karoyana",
    "Kouyouri",
    "Labonté-Ta",
    "Malavé",
    "Okoka",
    "Opoya",
    "Palanaiwa",
    "Pilaye",
    "Sikililu",
    "Taluwen",
    "Tiouka-Ma",
    "Waïpo",
    "Yakalé",
    "Yolipo",
];
const HISPANIQUES: [&str; 16] = [
    "Almonteño",
    "Báez Mar",
    "Brito Sol",
    "Colmenar",
    "De la Cruz Paz",
    "Encarnado",
    "Estévez Luna",
    "Féliz Rey",
    "Gil Moreno",
    "Luciano Vega",
    "Matosa",
    "Peralta Ríos",
    "Polanca",
    "Reynosa",
    "Santanar",
    "Ureñal",
];
const GUYANIENS: [&str; 16] = [
    "Adonis",
    "Bartica",
    "Braithway",
    "Cummingsley",
    "Daniels-Roy",
    "Fordyke",
    "Gravesend",
    "Hinkson",
    "Jagdeo-Lall",
    "Kissoonar",
    "Mangalson",
    "Persaudan",
    "Ramdassen",
    "Singhoor",
    "Trotmanley",
    "Wrightson",
];
const CHINOIS: [&str; 10] =
    ["Chan-Fou", "Fong-You", "Ho-A-Sim", "Ho-Tin", "Lau-Chen", "Lie-Fa", "Ngan-Hei", "Tang-Kui", "Wong-So", "You-Pin"];

const PRENOMS_F: [(Accent, &[&str]); 8] = [
    (
        Accent::Haitien,
        &[
            "Marie-Ange",
            "Guerda",
            "Roselaure",
            "Mirlande",
            "Yolette",
            "Nadège",
            "Islande",
            "Wideline",
            "Fabiola",
            "Rose-Myrtha",
            "Dieula",
            "Ketsia",
            "Lovely",
            "Natacha",
        ],
    ),
    (
        Accent::Bresilien,
        &[
            "Adriana",
            "Ana Paula",
            "Cleide",
            "Fernanda",
            "Francisca",
            "Josiane",
            "Luciana",
            "Maria José",
            "Rosângela",
            "Tatiane",
            "Vanessa",
            "Raimunda",
        ],
    ),
    (
        Accent::Surinamais,
        &["Afiba", "Akouba", "Amba", "Anoesja", "Domini", "Gladys", "Henna", "Josje", "Majoka", "Norma", "Sonia", "Yaba"],
    ),
    (Accent::Hmong, &["Bao", "Kia", "Mai", "Nou", "Pa Houa", "Pang", "Xee", "Yer"]),
    (Accent::Amerindien, &["Aïku", "Asiwae", "Malina", "Peti", "Sylvana", "Tapinkili", "Yanuwana"]),
    (Accent::Hispanique, &["Altagracia", "Carolina", "Dulce", "Yesenia", "Yokasta", "Rosa Elena"]),
    (Accent::Guyanien, &["Indra", "Latoya", "Natasha", "Savitri", "Shondell", "Yvonne"]),
    (Accent::Chinois, &["Lili", "Mei", "Sandrine", "Xiu", "Sophie"]),
];
const PRENOMS_M: [(Accent, &[&str]); 8] = [
    (
        Accent::Haitien,
        &[
            "Wilner",
            "Jean-Robert",
            "Fritznel",
            "Dieuseul",
            "Ronald",
            "Jocelyn",
            "Kervens",
            "Olibrice",
            "Rodney",
            "Saintilus",
            "Vladimir",
            "Wisly",
        ],
    ),
    (
        Accent::Bresilien,
        &["Antônio", "Carlos", "Edivaldo", "Francisco", "João Paulo", "José", "Márcio", "Raimundo", "Ronaldo", "Wellington"],
    ),
    (Accent::Surinamais, &["Adrie", "Baya", "Djodji", "Erwin", "Kofi", "Kwasi", "Marcel", "Petrus", "Romeo", "Yaw"]),
    (Accent::Hmong, &["Chue", "Fay", "Kou", "Neng", "Pao", "Tou", "Xa"]),
    (Accent::Amerindien, &["Aïmawale", "Alupki", "Jocelin", "Kuliaman", "Mataliwa", "Takuman"]),
    (Accent::Hispanique, &["Ángel", "Domingo", "Rafael", "Ramón", "Wilkin"]),
    (Accent::Guyanien, &["Colin", "Devon", "Ravi", "Seeram", "Winston"]),
    (Accent::Chinois, &["Alain", "Jian", "Ming", "Thierry", "Wei"]),
];

const FREQUENCES: &str = include_str!("../donnees/prenoms_par_decennie.csv");

/// First names by sex and decade: index 0 is 1931.
static PRENOMS: LazyLock<[Vec<Vec<&'static str>>; 2]> = LazyLock::new(|| {
    let mut lists = [vec![Vec::new(); 9], vec![Vec::new(); 9]];
    for line in FREQUENCES.lines().skip(1) {
        let mut fields = line.split(';');
        let (Some(sexe), Some(decennie), Some(_), Some(prenom)) = (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let Some(index) = decennie.parse::<usize>().ok().and_then(|year| year.checked_sub(1931)).map(|years| years / 10) else {
            continue;
        };
        if let Some(list) = lists[usize::from(sexe == "m")].get_mut(index) {
            list.push(prenom.trim());
        }
    }
    lists
});

pub(crate) fn draw_accent(hasard: &mut Hasard) -> Accent {
    hasard.weighted(&ACCENTS)
}

pub(crate) fn draw_nom(hasard: &mut Hasard, accent: Accent) -> &'static str {
    let list: &[&str] = match accent {
        Accent::Creole => &CREOLES,
        Accent::Haitien => &HAITIENS,
        Accent::Bresilien => &BRESILIENS,
        Accent::Surinamais => &SURINAMAIS,
        Accent::Hexagonal => &HEXAGONAUX,
        Accent::Hmong => &HMONGS,
        Accent::Amerindien => &AMERINDIENS,
        Accent::Hispanique => &HISPANIQUES,
        Accent::Guyanien => &GUYANIENS,
        Accent::Chinois => &CHINOIS,
    };
    hasard.pick(list)
}

/// A first name of the flavour half of the time, else one frequent in the decade of birth.
pub(crate) fn draw_prenom(hasard: &mut Hasard, accent: Accent, sexe: Sexe, annee: i32) -> &'static str {
    let own = match sexe {
        Sexe::Feminin => PRENOMS_F,
        Sexe::Masculin => PRENOMS_M,
    };
    if let Some((_, list)) = own.iter().find(|(a, _)| *a == accent)
        && hasard.chance(if annee < 2000 { 800 } else { 450 })
    {
        return hasard.pick(list);
    }
    let decade = usize::try_from((annee - 1931) / 10).unwrap_or(0).min(8);
    let list = &PRENOMS[usize::from(sexe == Sexe::Masculin)][decade];
    hasard.pick(list)
}

/// Nationality; never a criterion, present so that the file looks like a file.
pub(crate) fn draw_nationalite(hasard: &mut Hasard, accent: Accent) -> Nationalite {
    let francaise = match accent {
        Accent::Creole | Accent::Hexagonal | Accent::Hmong | Accent::Amerindien => 985,
        Accent::Chinois => 700,
        Accent::Surinamais => 520,
        Accent::Haitien | Accent::Bresilien | Accent::Hispanique | Accent::Guyanien => 330,
    };
    if hasard.chance(francaise) {
        Nationalite::Francaise
    } else if hasard.chance(25) {
        Nationalite::UnionEuropeenne
    } else {
        Nationalite::HorsUnionEuropeenne
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decade_and_sex_has_its_first_names() {
        for lists in PRENOMS.iter() {
            assert!(lists.iter().all(|list| list.len() == 150), "{:?}", lists.iter().map(Vec::len).collect::<Vec<_>>());
        }
        let mut hasard = Hasard::new(1, 2);
        for annee in [1900, 1931, 1999, 2026] {
            assert!(!draw_prenom(&mut hasard, Accent::Creole, Sexe::Feminin, annee).is_empty());
        }
    }
}
