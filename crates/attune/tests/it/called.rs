//! Called wrongly: a sentence on standard error, nothing on standard output, status 2.

use crate::program::{Folder, attune};

#[test]
fn every_command_has_help_with_examples_and_its_exit_statuses() {
    let commands: [&[&str]; 13] = [
        &["score"],
        &["instruments"],
        &["content", "check"],
        &["verify"],
        &["rebuild"],
        &["backup"],
        &["restore"],
        &["rotate-key"],
        &["retention"],
        &["bench"],
        &["outcomes"],
        &["power"],
        &["randomise"],
    ];
    for command in commands {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let said = attune(&arguments).expect(0);
        assert!(
            said.out.contains("Examples:"),
            "{command:?} shows no example"
        );
    }
    assert!(attune(&["--help"]).expect(0).out.contains("Exit status"));
    assert!(attune(&["--version"]).expect(0).out.starts_with("attune "));
}

#[test]
fn an_unknown_command_or_option_is_called_wrongly() {
    let folder = Folder::new();
    let nowhere = folder.file("nowhere");
    let wrong: [&[&str]; 9] = [
        &[],
        &["conquer"],
        &["score"],
        &["score", "phq-9", "--answers", "1", "--csv", "x"],
        &["verify", "--sideways"],
        &["backup"],
        &["bench", "--clients", "none"],
        &["serve", "--listen", "everywhere"],
        &["restore", "--from-data"],
    ];
    for arguments in wrong {
        let said = attune(arguments).expect(2);
        assert_eq!(said.out, "", "{arguments:?}");
        assert!(!said.err.is_empty(), "{arguments:?}");
    }
    for command in ["verify", "rebuild", "retention", "rotate-key"] {
        attune(&[command, "--data", &nowhere]).refused(2, "there is no clinic in");
        assert!(
            !std::path::Path::new(&nowhere).exists(),
            "{command} made something"
        );
    }
}
