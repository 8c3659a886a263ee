//! The manual's page about the command says what the command does: everything in it that could go stale is
//! compared here with what it comes from.

use clap::CommandFactory as _;

use crate::args::Cli;
use crate::exit::Exit;

const PAGE: &str = include_str!("../../../docs/manual/cli.md");

fn assert_page_has(part: &str) {
    assert!(PAGE.contains(part), "docs/manual/cli.md should contain this:\n\n{part}");
}

/// The help of a command, at a width that a page has.
fn help(command: &str) -> String {
    let mut cli = Cli::command().term_width(92);
    cli.build();
    let command = cli.find_subcommand_mut(command).expect("a command");
    let help = command.render_long_help().to_string();
    help.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[test]
fn it_has_the_table_of_exit_codes() {
    assert_page_has(&Exit::table());
}

#[test]
fn it_has_the_help_of_every_command() {
    for command in ["dev", "invoke"] {
        assert_page_has(&format!("```text\n{}```", help(command)));
    }
}

#[test]
fn the_page_about_the_layer_has_the_help_of_its_command() {
    let page = include_str!("../../../docs/manual/layer.md");
    let mut cli = Cli::command().term_width(92);
    cli.build();
    let layer = cli.find_subcommand_mut("layer").expect("a command");
    let help = layer.find_subcommand_mut("build").expect("a command").render_long_help().to_string();
    let help: String = help.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
    assert!(page.contains(&format!("```text\n{help}```")), "docs/manual/layer.md should contain:\n\n{help}");
}

#[test]
fn it_has_a_block_as_it_is_printed() {
    let snapshot = include_str!("block/snapshots/lamplight_cli__block__human__tests__at_80_columns.snap");
    let shown = snapshot.splitn(3, "---\n").nth(2).expect("a snapshot has a head");
    let first_two = shown.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
    assert_page_has(&format!("```text\n{first_two}\n```"));
}

#[test]
fn it_has_the_phases_as_they_are_printed() {
    let snapshot =
        include_str!("block/snapshots/lamplight_cli__block__human__tests__phases_of_the_platform.snap");
    let shown = snapshot.splitn(3, "---\n").nth(2).expect("a snapshot has a head");
    let first_two = shown.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
    assert_page_has(&format!("```text\n{first_two}\n```"));
}

#[test]
fn it_names_every_key_of_the_json_object() {
    let snapshot = include_str!(
        "block/snapshots/lamplight_cli__block__human__tests__the_json_object_is_a_contract.snap"
    );
    let json = snapshot.splitn(3, "---\n").nth(2).expect("a snapshot has a head");
    let objects: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(json).expect("JSON");
    for key in objects.iter().flat_map(serde_json::Map::keys) {
        assert_page_has(&format!("| `{key}"));
    }
}
