#[macro_export]
macro_rules! cents {
    ($amount:expr) => {
        $amount * 100
    };
}
