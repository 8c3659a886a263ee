//! The layer's zips, from binaries that are made here and by a cargo that only says what it was asked for.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;

use crate::support::{Done, Package, Running, lamplight, run, text};

/// What ELF calls the machines.
const X86_64: u16 = 62;
const AARCH64: u16 = 183;

/// A static executable that does nothing, not even run: a header without segments and sections (ELF-64 Object File
/// Format 1.5, "ELF Header").
fn executable(machine: u16, length: usize) -> Vec<u8> {
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(length.max(64), 0);
    bytes[16] = 2;
    bytes[18..20].copy_from_slice(&machine.to_le_bytes());
    bytes[20] = 1;
    bytes[52] = 64;
    bytes
}

/// A folder with a binary in it.
fn folder_with(bytes: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("binary"), bytes).expect("written");
    folder
}

fn script(path: &Path, text: &str) -> String {
    fs::write(path, format!("#!/bin/sh\n{text}")).expect("written");
    fs::set_permissions(path, Permissions::from_mode(0o755)).expect("executable");
    path.to_str().expect("a path in UTF-8").to_owned()
}

#[test]
fn a_binary_is_packed_and_its_sizes_and_hash_are_said() {
    let folder = folder_with(&executable(AARCH64, 5000));
    let done = run(folder.path(), &["layer", "build", "--extension", "binary"]);
    done.assert_code(0).assert_stdout(&[
        "✓ ./lamplight-layer-arm64.zip for arm64",
        "(at most 1500000), 5000 unpacked (at most 3500000)",
        "linked statically",
        "SHA-256 ",
    ]);
    let sums = fs::read_to_string(folder.path().join("SHA256SUMS")).expect("a list");
    let (hash, name) = sums.trim_end().split_once("  ").expect("a hash and a name");
    assert_eq!((hash.len(), name), (64, "lamplight-layer-arm64.zip"));
    done.assert_stdout(&[hash]);
}

#[test]
fn json_says_the_same_and_the_same_binary_has_the_same_bytes_in_any_folder() {
    let (one, other) = (folder_with(&executable(X86_64, 900)), folder_with(&executable(X86_64, 900)));
    let mut arguments = vec!["layer", "build", "--extension", "binary", "--out", "deep/er", "--json"];
    let first = run(one.path(), &arguments);
    arguments.extend(["--arch", "x86_64"]);
    let second = run(other.path(), &arguments);
    let zip =
        |folder: &TempDir| fs::read(folder.path().join("deep/er/lamplight-layer-x86_64.zip")).expect("a zip");
    assert_eq!(zip(&one), zip(&other));
    assert_eq!(first.assert_code(0).stdout, second.assert_code(0).stdout);
    let mut said = first.objects().remove(0);
    let hash = said["sha256"].take();
    assert_eq!(hash.as_str().map(str::len), Some(64));
    let expected = json!({
        "architecture": "x86_64", "file": "deep/er/lamplight-layer-x86_64.zip", "zip_bytes": zip(&one).len(),
        "unpacked_bytes": 900, "sha256": null, "glibc": null, "libraries": []
    });
    assert_eq!(said, expected);
}

#[test]
fn what_cannot_be_a_layer_is_refused_with_every_reason_and_no_zip() {
    let folder = folder_with(&executable(X86_64, 3_500_001));
    let build = |more: &[&str]| {
        let arguments = [&["layer", "build", "--extension", "binary"], more].concat();
        run(folder.path(), &arguments)
    };
    build(&["--arch", "arm64"]).assert_code(7).assert_stderr(&[
        "error: binary cannot be a layer of Lambda",
        "cause: architecture: it is for x86_64; allowed is arm64",
    ]);
    build(&[])
        .assert_code(7)
        .assert_stderr(&["cause: size: 3500001 bytes unpacked; allowed are at most 3500000"]);
    build(&["--arch", "both"]).assert_code(2);
    fs::write(folder.path().join("binary"), "#!/bin/sh\n").expect("written");
    build(&[]).assert_code(7).assert_stderr(&["error: binary is no executable", "cause: it is no ELF file"]);
    fs::remove_file(folder.path().join("binary")).expect("it was there");
    build(&[]).assert_code(9);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

/// The repository of the extension as cargo sees it, a compiler with some standard libraries, and a cargo that calls
/// `zigbuild` a script of ours and leaves everything else to the real one.
struct Repository {
    package: Package,
    tools: TempDir,
    rustc: String,
}

impl Repository {
    fn new(name: &str, targets: &[&str]) -> Self {
        let package = Package::new(name, "fn main() {}");
        let lock = Running::start(
            std::process::Command::new(env!("CARGO"))
                .args(["generate-lockfile", "--offline"])
                .current_dir(package.path()),
        );
        lock.end().assert_code(0);
        let tools = tempfile::tempdir().expect("a folder");
        for target in targets {
            fs::create_dir(tools.path().join(target)).expect("a folder");
            fs::write(tools.path().join(target).join("libstd-1.rlib"), "").expect("written");
        }
        let folder = tools.path().display();
        let rustc = script(
            &tools.path().join("rustc"),
            &format!(
                "case \"$*\" in\n*--verbose) echo 'commit-hash: c0ffee';;\n'--print sysroot') echo {folder};;\n\
                 *target-libdir*) echo {folder}/$4;;\nesac\n"
            ),
        );
        Self { package, tools, rustc }
    }

    fn built(&self) -> PathBuf {
        self.package.path().join("target/layer")
    }

    /// Builds with a cargo whose `zigbuild` is this.
    fn build(&self, zigbuild: &str, arguments: &[&str]) -> Done {
        let real = env!("CARGO");
        let cargo = script(
            &self.tools.path().join("cargo"),
            &format!("[ \"$1\" = zigbuild ] || exec {real} \"$@\"\n{zigbuild}\n"),
        );
        let arguments = [&["layer", "build", "--rustc", &self.rustc], arguments].concat();
        let mut command = lamplight(self.package.path(), &arguments);
        // Where whoever runs this keeps what is built is no place for what is built here.
        Running::start(command.env("CARGO", cargo).env_remove("CARGO_TARGET_DIR")).end()
    }
}

#[test]
fn the_extension_is_built_against_an_old_library_and_without_paths_of_the_machine() {
    let repository = Repository::new("lamplight-extension", &["x86_64-unknown-linux-gnu"]);
    let made = repository.tools.path().join("made");
    fs::write(&made, executable(X86_64, 700)).expect("written");
    let asked = repository.tools.path().join("asked");
    let zigbuild = format!(
        "[ \"$2\" = --help ] && exit\n\
         echo \"$@\" >{asked}; printf %s \"$CARGO_ENCODED_RUSTFLAGS\" | tr '\\037' '\\n' >>{asked}\n\
         folder=target/layer/build/x86_64-unknown-linux-gnu/layer\n\
         mkdir -p $folder && cp {made} $folder/lamplight-extension",
        asked = asked.display(),
        made = made.display(),
    );
    repository.build(&zigbuild, &["--arch", "x86_64"]).assert_code(0);
    assert!(repository.built().join("lamplight-layer-x86_64.zip").is_file());
    let asked = fs::read_to_string(asked).expect("it was asked");
    assert!(asked.contains("--locked --package lamplight-extension"), "{asked}");
    assert!(asked.contains("--profile layer --target x86_64-unknown-linux-gnu.2.26 "), "{asked}");
    let root = repository.package.path().canonicalize().expect("a path");
    assert!(asked.contains(&format!("--remap-path-prefix={}=/lamplight", root.display())), "{asked}");
    let source = format!("{}/lib/rustlib/src/rust/library", repository.tools.path().display());
    assert!(asked.contains(&format!("--remap-path-prefix={source}=/rustc/c0ffee/library")), "{asked}");
}

#[test]
fn what_is_missing_for_a_build_is_named_with_a_way_to_get_it() {
    let works = "exit 0";
    let elsewhere = Repository::new("orders", &[]);
    elsewhere.build(works, &[]).assert_code(9).assert_stderr(&["no lamplight-extension", "--extension BIN"]);
    let repository = Repository::new("lamplight-extension", &["x86_64-unknown-linux-gnu"]);
    repository.build("exit 101", &[]).assert_code(8).assert_stderr(&[
        "error: cannot link against an old C library",
        "cause: cargo-zigbuild is not installed",
        "help: pip install cargo-zigbuild ziglang",
    ]);
    repository.build(works, &["--arch", "arm64"]).assert_code(8).assert_stderr(&[
        "error: cannot build for arm64",
        "has no standard library for aarch64-unknown-linux-gnu",
        "help: rustup target add aarch64-unknown-linux-gnu, or name a compiler",
    ]);
    let fails = "[ \"$2\" = --help ] || exit 101";
    repository
        .build(fails, &["--arch", "x86_64"])
        .assert_code(3)
        .assert_stderr(&["cannot build the extension"]);
    let folder = folder_with(b"");
    let done = run(folder.path(), &["layer", "build", "--rustc", text(&folder.path().join("no-rustc"))]);
    done.assert_code(9).assert_stderr(&["there is no Cargo workspace here"]);
}
