use std::fmt;

#[derive(Debug, Clone, PartialEq)]
pub enum LedgerError {
    Missing,
    Overdrawn { by: crate::Amount },
}

pub type Result<T, E = LedgerError> = std::result::Result<T, E>;

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use self::LedgerError::*;
        match self {
            Missing => write!(f, "missing"),
            Overdrawn { by } => write!(f, "overdrawn by {by}"),
        }
    }
}
