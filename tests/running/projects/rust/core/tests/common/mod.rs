pub fn owner() -> &'static str {
    "tea"
}
