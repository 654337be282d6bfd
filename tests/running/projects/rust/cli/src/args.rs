use clap::Parser;

#[derive(Parser)]
#[command(version)]
pub struct Args {
    #[arg(long)]
    pub owner: String,
}
