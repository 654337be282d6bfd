mod args;

use args::Args;
use clap::Parser;
use ledger_core::{store::memory::Memory, Account, Store as _};

fn main() -> ledger_core::Result<()> {
    let args = Args::parse();
    let mut store = Memory::default();
    store.put(Account::new(args.owner, 0)).map(|_| ())
}
