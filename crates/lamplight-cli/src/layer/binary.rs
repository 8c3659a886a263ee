//! What an executable says about itself: read from the file, with no tool of another.

use std::collections::BTreeSet;

use object::LittleEndian;
use object::elf::{self, FileHeader64};
use object::read::elf::{FileHeader as _, ProgramHeader as _};

use super::architecture::Architecture;
use super::glibc::Version;

/// A 64-bit ELF executable for Linux.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binary {
    pub(super) architecture: Architecture,
    /// The loader that it asks for; none if it is linked statically.
    pub(super) loader: Option<String>,
    /// Shared libraries that it needs.
    pub(super) libraries: BTreeSet<String>,
    /// Versions of symbols that it needs of them, such as `GLIBC_2.17`.
    pub(super) versions: BTreeSet<String>,
}

// === impl Binary ===

impl Binary {
    /// Reads an executable.
    ///
    /// # Errors
    ///
    /// What it is instead.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        const LITTLE: LittleEndian = LittleEndian;
        match bytes {
            [0x7f, b'E', b'L', b'F', 2, 1, ..] => {}
            [0x7f, b'E', b'L', b'F', 1, ..] => return Err("it is an ELF file of 32 bits".to_owned()),
            [0x7f, b'E', b'L', b'F', ..] => return Err("it is an ELF file for another byte order".to_owned()),
            _ => return Err("it is no ELF file".to_owned()),
        }
        let broken = |error: object::Error| format!("it is a broken ELF file: {error}");
        let header = FileHeader64::<LittleEndian>::parse(bytes).map_err(broken)?;
        let kind = header.e_type(LITTLE);
        if kind != elf::ET_EXEC && kind != elf::ET_DYN {
            return Err("it is an ELF file, but no executable".to_owned());
        }
        let machine = header.e_machine(LITTLE);
        let architecture = Architecture::of_machine(machine)
            .ok_or_else(|| format!("it is for a machine that Lambda does not have: {}", machine.0))?;

        let mut loader = None;
        for segment in header.program_headers(LITTLE, bytes).map_err(broken)? {
            if let Some(path) = segment.interpreter(LITTLE, bytes).map_err(broken)? {
                loader = Some(text(path));
            }
        }
        let sections = header.sections(LITTLE, bytes).map_err(broken)?;
        let mut versions = BTreeSet::new();
        if let Some((needs, strings)) = sections.gnu_verneed(LITTLE, bytes).map_err(broken)? {
            let strings = sections.strings(LITTLE, bytes, strings).map_err(broken)?;
            for need in needs {
                let (_, names) = need.map_err(broken)?;
                for name in names {
                    versions.insert(text(name.and_then(|name| name.name(LITTLE, strings)).map_err(broken)?));
                }
            }
        }
        let dynamic = sections.dynamic_table(LITTLE, bytes).map_err(broken)?;
        let needed = dynamic.iter().filter(|entry| entry.tag == elf::DT_NEEDED);
        let libraries = needed.map(|entry| dynamic.string(entry).map(text).map_err(broken));
        Ok(Self { architecture, loader, libraries: libraries.collect::<Result<_, _>>()?, versions })
    }

    /// The newest version of the C library that it asks for, if it asks for one.
    ///
    /// # Errors
    ///
    /// What it asks for that is no version: symbols that the library keeps to itself.
    pub(super) fn glibc(&self) -> Result<Option<Version>, &str> {
        let names = self.versions.iter().filter_map(|name| Some((name, name.strip_prefix("GLIBC_")?)));
        let versions = names.map(|(name, version)| Version::parse(version).ok_or(name.as_str()));
        versions.collect::<Result<Vec<_>, _>>().map(|versions| versions.into_iter().max())
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_no_executable_for_lambda_is_told_by_what_it_is() {
        let mut own = std::fs::read(std::env::current_exe().expect("a path")).expect("this test");
        assert_eq!(Binary::read(b"#!/bin/sh\n").expect_err("a script"), "it is no ELF file");
        assert!(Binary::read(&own[..100]).expect_err("a part").contains("broken"));
        // Offset 18 is the machine; 243 is RISC-V.
        own[18] = 243;
        own[19] = 0;
        assert!(Binary::read(&own).expect_err("a machine").contains("243"));
        own[4] = 1;
        assert_eq!(Binary::read(&own).expect_err("a class"), "it is an ELF file of 32 bits");
        own[4] = 2;
        own[5] = 2;
        assert!(Binary::read(&own).expect_err("an order").contains("byte order"));
    }

    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn this_very_test_needs_a_loader_and_a_c_library() {
        let own = std::fs::read(std::env::current_exe().expect("a path")).expect("this test");
        let binary = Binary::read(&own).expect("an executable");
        assert_eq!(binary.architecture.name(), std::env::consts::ARCH.replace("aarch64", "arm64"));
        assert_eq!(binary.loader.as_deref(), Some(binary.architecture.loader()));
        assert!(binary.libraries.contains("libc.so.6"), "{binary:?}");
        assert!(binary.glibc().expect("versions") > Version::parse("2.2"), "{binary:?}");
    }

    #[test]
    fn the_newest_version_counts_and_private_symbols_are_none() {
        let with = |names: &[&str]| Binary {
            architecture: Architecture::Arm64,
            loader: None,
            libraries: BTreeSet::new(),
            versions: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let newest = Version::parse("2.17");
        assert_eq!(with(&["GLIBC_2.17", "GLIBC_2.4", "GCC_3.0"]).glibc(), Ok(newest));
        assert_eq!(with(&["GCC_3.0"]).glibc(), Ok(None));
        assert_eq!(with(&["GLIBC_2.17", "GLIBC_PRIVATE"]).glibc(), Err("GLIBC_PRIVATE"));
    }
}
