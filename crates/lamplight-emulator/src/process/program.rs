//! What kind of program a file is, from its first bytes.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// How much of a file tells what it is.
const HEADER: usize = 20;

/// What kind of program a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// It begins with `#!`: another program runs it.
    Script,
    /// For this machine.
    Native,
    /// For another architecture, by name if it is one that Lambda has.
    Foreign(Option<&'static str>),
    /// Nothing that is known here; the system may know it.
    Unknown,
}

// === impl Program ===

impl Program {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let own = header(Path::new("/proc/self/exe")).unwrap_or_default();
        Ok(Self::classify(&header(path)?, &own))
    }

    /// From the first bytes of a file, and the first bytes of a program for this machine.
    fn classify(header: &[u8], own: &[u8]) -> Self {
        match (Elf::parse(header), Elf::parse(own)) {
            (Some(elf), Some(own)) if elf == own => Self::Native,
            (Some(elf), _) => Self::Foreign(elf.architecture()),
            (None, _) if header.starts_with(b"#!") => Self::Script,
            (None, _) => Self::Unknown,
        }
    }
}

/// What an ELF file is for: word size, byte order and machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Elf {
    class: u8,
    order: u8,
    machine: [u8; 2],
}

impl Elf {
    fn parse(header: &[u8]) -> Option<Self> {
        const EXECUTABLE: u8 = 2;
        const POSITION_INDEPENDENT: u8 = 3;
        let &[0x7f, b'E', b'L', b'F', class, order, .., kind, zero, a, b] = header else { return None };
        let is_program = header.len() == HEADER && matches!(kind | zero, EXECUTABLE | POSITION_INDEPENDENT);
        is_program.then_some(Self { class, order, machine: [a, b] })
    }

    fn architecture(self) -> Option<&'static str> {
        match self.machine {
            [62, 0] => Some("x86_64"),
            [183, 0] => Some("aarch64"),
            _ => None,
        }
    }
}

fn header(path: &Path) -> io::Result<Vec<u8>> {
    let mut header = Vec::with_capacity(HEADER);
    File::open(path)?.take(HEADER as u64).read_to_end(&mut header)?;
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elf(kind: u8, machine: u8) -> Vec<u8> {
        let mut header = b"\x7fELF\x02\x01\x01".to_vec();
        header.resize(HEADER, 0);
        header[16] = kind;
        header[18] = machine;
        header
    }

    #[test]
    fn programs_are_told_apart() {
        let own = elf(3, 62);
        for (header, program) in [
            (elf(3, 62), Program::Native),
            (elf(2, 62), Program::Native),
            (elf(3, 183), Program::Foreign(Some("aarch64"))),
            (elf(3, 8), Program::Foreign(None)),
            // An object file is no program.
            (elf(1, 62), Program::Unknown),
            (b"\x7fELF garbage".to_vec(), Program::Unknown),
            (b"#!/bin/sh\n".to_vec(), Program::Script),
            (b"echo hello\n".to_vec(), Program::Unknown),
            (Vec::new(), Program::Unknown),
        ] {
            assert_eq!(Program::classify(&header, &own), program, "{header:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_test_is_a_program_for_this_machine() {
        assert_eq!(Program::of(Path::new("/proc/self/exe")).expect("it can be read"), Program::Native);
    }
}
