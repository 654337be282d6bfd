//! A ledger.

#[macro_use]
mod macros;
pub mod account;
pub mod error;
pub mod store;

pub use account::{Account, Owner as AccountOwner};
pub use error::*;
pub use store::Store;

pub type Amount = i64;

pub mod prelude {
    pub use super::account::Account;
    pub use crate::store::{disk, Store};
    pub use crate::Result;
}

#[cfg(test)]
mod tests {
    use super::prelude::*;
    use super::*;
    use crate::store::memory::Memory;

    #[test]
    fn opens() {
        let mut store = Memory::default();
        store.put(Account::new("tea", 1)).unwrap();
        let _: Result<Amount> = Err(LedgerError::Missing);
        assert!(cents!(1) == 100);
    }
}
