mod common;

use common::owner;
use ledger_core::prelude::*;
use ledger_core::store::disk::page::SIZE;
use ledger_core::{cents, AccountOwner, LedgerError};

#[test]
fn takes() {
    let mut account = Account::new(owner(), cents!(1));
    assert_eq!(account.take(SIZE as i64), Err(LedgerError::Overdrawn { by: 3996 }));
    assert_eq!(account.owner, AccountOwner(owner().into()));
}
