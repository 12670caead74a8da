//! Code lists of the SNE contract (interfaceNuu) as enums: one variant, its code, its French label.

/// Declares a closed list: `code()`, `libelle()`, `from_code()` and `ALL` in the order of the contract.
macro_rules! nomenclature {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $libelle:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The code of the contract, as exchanged.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }

            /// The French label shown to people.
            pub const fn libelle(self) -> &'static str {
                match self { $($name::$variant => $libelle,)+ }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use nomenclature;
