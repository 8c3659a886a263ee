//! Where `lamplight-metrics` is found in the crate that derives.

use proc_macro2::TokenStream;
use quote::quote;

/// `::lamplight_metrics` where the manifest names it, and else `::lamplight::metrics`, the facade's.
pub(crate) fn path() -> TokenStream {
    path_in(&manifest().unwrap_or_default())
}

fn path_in(manifest: &str) -> TokenStream {
    // As a dependency, or as the name of the package itself.
    if manifest.contains("lamplight-metrics") {
        quote!(::lamplight_metrics)
    } else {
        quote!(::lamplight::metrics)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a macro runs in the compiler, which cargo tells by this where it is"
)]
fn manifest() -> Option<String> {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR")?;
    std::fs::read_to_string(std::path::Path::new(&folder).join("Cargo.toml")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_does_not_name_the_crate_has_the_facade() {
        let facade = "[dependencies]\nlamplight = \"0.1\"\n";
        assert_eq!(path_in(facade).to_string(), ":: lamplight :: metrics");
        assert_eq!(path_in("").to_string(), ":: lamplight :: metrics");
        let direct = "[dependencies]\nlamplight-metrics = { version = \"0.1\", features = [\"derive\"] }\n";
        assert_eq!(path_in(direct).to_string(), ":: lamplight_metrics");
    }
}
