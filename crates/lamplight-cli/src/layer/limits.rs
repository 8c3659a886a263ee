//! What a layer has to keep to: each broken rule with what is allowed.

use super::architecture::Architecture;
use super::binary::Binary;
use super::glibc::Version;

/// The zip: what is fetched before a first invocation.
pub(super) const MAX_ZIP: usize = 1_500_000;
/// The files in it: they are read into the page cache, which counts as memory that the function uses.
pub(super) const MAX_UNPACKED: usize = 3_500_000;

/// What belongs to the C library, or comes with the compiler's support for unwinding, on every system of Lambda.
const LIBRARIES: &[&str] = &[
    "ld-linux-aarch64.so.1",
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libgcc_s.so.1",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
];

/// Every rule that the binary breaks.
pub(super) fn of_binary(binary: &Binary, wanted: Architecture) -> Vec<String> {
    let mut broken = Vec::new();
    if binary.architecture != wanted {
        broken.push(format!("architecture: it is for {}; allowed is {wanted}", binary.architecture));
    }
    let loader = binary.architecture.loader();
    match &binary.loader {
        Some(path) if path != loader => {
            broken.push(format!("loader: it asks for {path}; allowed is {loader}, or none"));
        }
        Some(_) if binary.versions.is_empty() => {
            broken
                .push("C library: it does not say which versions of symbols it needs, and has to".to_owned());
        }
        _ => {}
    }
    for library in binary.libraries.iter().filter(|library| !LIBRARIES.contains(&library.as_str())) {
        broken.push(format!("libraries: it needs {library}; allowed are {}", LIBRARIES.join(", ")));
    }
    let most = Version::OLDEST_OF_LAMBDA;
    match binary.glibc() {
        Ok(Some(version)) if version > most => {
            broken.push(format!("C library: it needs GLIBC_{version}; allowed is at most GLIBC_{most}"));
        }
        Ok(_) => {}
        Err(name) => broken.push(format!("C library: it needs {name}, which no program may")),
    }
    broken
}

/// Every limit of size that is exceeded.
pub(super) fn of_sizes(zip: usize, unpacked: usize) -> Vec<String> {
    let sizes = [("zipped", zip, MAX_ZIP), ("unpacked", unpacked, MAX_UNPACKED)];
    let over = sizes.into_iter().filter(|(_, bytes, most)| bytes > most);
    over.map(|(what, bytes, most)| format!("size: {bytes} bytes {what}; allowed are at most {most}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binary() -> Binary {
        Binary {
            architecture: Architecture::Arm64,
            loader: Some("/lib/ld-linux-aarch64.so.1".to_owned()),
            libraries: ["libc.so.6".to_owned()].into(),
            versions: ["GLIBC_2.17".to_owned(), "GLIBC_2.26".to_owned()].into(),
        }
    }

    fn broken(change: impl FnOnce(&mut Binary)) -> Vec<String> {
        let mut binary = binary();
        change(&mut binary);
        of_binary(&binary, Architecture::Arm64)
    }

    #[test]
    fn a_binary_that_every_runtime_takes_breaks_no_rule() {
        assert_eq!(broken(|_| ()), [""; 0]);
        let is_static = |binary: &mut Binary| {
            binary.loader = None;
            binary.libraries.clear();
            binary.versions.clear();
        };
        assert_eq!(broken(is_static), [""; 0]);
    }

    #[test]
    fn a_broken_rule_says_what_was_found_and_what_is_allowed() {
        insta::assert_snapshot!(
            broken(|binary| {
                binary.architecture = Architecture::X86_64;
                binary.libraries.insert("libssl.so.3".to_owned());
                binary.versions.insert("GLIBC_2.34".to_owned());
            })
            .join("\n"),
            @r"
        architecture: it is for x86_64; allowed is arm64
        loader: it asks for /lib/ld-linux-aarch64.so.1; allowed is /lib64/ld-linux-x86-64.so.2, or none
        libraries: it needs libssl.so.3; allowed are ld-linux-aarch64.so.1, ld-linux-x86-64.so.2, libc.so.6, libdl.so.2, libgcc_s.so.1, libm.so.6, libpthread.so.0, librt.so.1
        C library: it needs GLIBC_2.34; allowed is at most GLIBC_2.26
        "
        );
        assert_eq!(broken(|binary| binary.loader = Some("/lib/ld-musl-aarch64.so.1".to_owned())).len(), 1);
        assert_eq!(broken(|binary| binary.versions.clear()).len(), 1);
        assert_eq!(broken(|binary| binary.versions.extend(["GLIBC_PRIVATE".to_owned()])).len(), 1);
    }

    #[test]
    fn a_size_at_its_limit_is_allowed_and_one_byte_more_is_not() {
        assert_eq!(of_sizes(MAX_ZIP, MAX_UNPACKED), [""; 0]);
        assert_eq!(
            of_sizes(MAX_ZIP + 1, MAX_UNPACKED + 1),
            [
                "size: 1500001 bytes zipped; allowed are at most 1500000",
                "size: 3500001 bytes unpacked; allowed are at most 3500000",
            ]
        );
    }
}
